import { createHmac } from 'node:crypto';

/** A sign-in: the first line, and what is answered to each challenge (as it came, in base64). */
export interface SignIn {
  first: string;
  answers: ((challenge: string) => string)[];
}

/**
 * The way of signing in that a server and we both know: PLAIN (RFC 4616), LOGIN, CRAM-MD5 (RFC 2195), or XOAUTH2, where
 * the password is an access token. Pure.
 *
 * @param offered parameters of the keyword AUTH, as the server wrote them.
 */
export function signInWays(offered: string, user: string, password: string): SignIn {
  const ways = new Set(offered.toUpperCase().split(/[\s=]+/));
  const encode = (text: string) => Buffer.from(text, 'utf8').toString('base64');
  if (ways.has('LOGIN') && !ways.has('PLAIN'))
    return { first: 'AUTH LOGIN', answers: [() => encode(user), () => encode(password)] };
  if (!ways.has('PLAIN') && ways.has('CRAM-MD5')) {
    const answer = (challenge: string) =>
      createHmac('md5', password).update(Buffer.from(challenge, 'base64')).digest('hex');
    return { first: 'AUTH CRAM-MD5', answers: [(challenge) => encode(`${user} ${answer(challenge)}`)] };
  }
  if (!ways.has('PLAIN') && ways.has('XOAUTH2'))
    return {
      first: `AUTH XOAUTH2 ${encode(`user=${user}\u0001auth=Bearer ${password}\u0001\u0001`)}`,
      answers: [],
    };
  return { first: `AUTH PLAIN ${encode(`\0${user}\0${password}`)}`, answers: [] };
}
