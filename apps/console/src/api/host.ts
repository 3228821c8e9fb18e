/** Where the application that Facteur is mounted in signs people in; undefined where Facteur does so itself. */
const signIn = document.querySelector<HTMLMetaElement>('meta[name="facteur-sign-in"]')?.content;

/** That address with the page to come back to. */
export function hostSignIn(): string | undefined {
  if (!signIn) return undefined;
  const url = new URL(signIn, window.location.origin);
  url.searchParams.set('next', window.location.pathname + window.location.search);
  return url.href;
}
