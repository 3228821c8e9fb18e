import { type Cipher, createCipheriv, hash, hkdfSync, timingSafeEqual } from 'node:crypto';

const TAG_BYTES = 12;
/** Characters of a token: an address of the web of some two thousand characters fits in. */
const MOST_TOKEN = 4_400;

/**
 * Seals a few numbers and a purpose into one opaque, unguessable, unalterable token (synthetic
 * initialisation vector, after RFC 5297: the tag is both signature and nonce). The same numbers always give
 * the same token, so a link or a Message-ID is stable, and nothing of the numbers can be read from it.
 *
 * Tokens are lower-case hex, so that they survive mail servers that fold case (VERP local parts).
 */
export class Sealer {
  private readonly keys: Keys;
  /** Also read with; links that were sent outlive the secret that they were signed with. */
  private readonly readable: Keys[];

  constructor(secret: string, previous: string[] = []) {
    this.keys = keysOf(secret);
    this.readable = [this.keys, ...previous.map(keysOf)];
  }

  /** @param purpose keeps a token for one thing from being used for another; @param numbers whole, from 0 up. */
  seal(purpose: string, ...numbers: number[]): string {
    return this.sealBytes(purpose, packNumbers(numbers));
  }

  /** The numbers that were sealed, or undefined when the token was not made here for this purpose. */
  open(purpose: string, token: string): number[] | undefined {
    const bytes = this.openBytes(purpose, token);
    return bytes && unpackNumbers(bytes);
  }

  sealText(purpose: string, text: string): string {
    return this.sealBytes(purpose, Buffer.from(text, 'utf8'));
  }

  openText(purpose: string, token: string): string | undefined {
    return this.openBytes(purpose, token)?.toString('utf8');
  }

  private sealBytes(purpose: string, plain: Buffer): string {
    const tag = tagOf(this.keys, purpose, plain);
    return Buffer.concat([tag, inCounterMode(this.keys, tag, plain)]).toString('hex');
  }

  private openBytes(purpose: string, token: string): Buffer | undefined {
    if (token.length > MOST_TOKEN || token.length < 26 || token.length % 2 || !/^[0-9a-f]+$/.test(token))
      return undefined;
    const bytes = Buffer.from(token, 'hex');
    const tag = bytes.subarray(0, TAG_BYTES);
    for (const keys of this.readable) {
      const plain = inCounterMode(keys, tag, bytes.subarray(TAG_BYTES));
      if (timingSafeEqual(tag, tagOf(keys, purpose, plain))) return plain;
    }
    return undefined;
  }
}

interface Keys {
  /** Of the signature, as HMAC mixes it in before and behind (RFC 2104). */
  inner: Buffer;
  outer: Buffer;
  cipher: Buffer;
  /** Enciphers one block after the other, each by itself. */
  blocks: Cipher;
}

const HASH_BLOCK = 64;
const CIPHER_BLOCK = 16;

function keysOf(secret: string): Keys {
  const mac = Buffer.from(hkdfSync('sha256', secret, '', 'facteur token signature', 32));
  const cipher = Buffer.from(hkdfSync('sha256', secret, '', 'facteur token cipher', CIPHER_BLOCK));
  const mixed = (pad: number) =>
    Buffer.from(Uint8Array.from({ length: HASH_BLOCK }, (_, i) => (mac[i] ?? 0) ^ pad));
  const blocks = createCipheriv('aes-128-ecb', cipher, null).setAutoPadding(false);
  return { inner: mixed(0x36), outer: mixed(0x5c), cipher, blocks };
}

/** HMAC-SHA256. Several tokens are made for every letter: by two hashes it takes half of what Node's own object does. */
function tagOf({ inner, outer }: Keys, purpose: string, plain: Buffer): Buffer {
  const within = hash('sha256', Buffer.concat([inner, Buffer.from(`${purpose}\0`), plain]), 'buffer');
  return hash('sha256', Buffer.concat([outer, within]), 'buffer').subarray(0, TAG_BYTES);
}

/** AES-CTR from the tag on, both ways. Numbers fit into one block, which needs no cipher of its own. */
function inCounterMode({ cipher, blocks }: Keys, tag: Buffer, text: Buffer): Buffer {
  const counter = Buffer.concat([tag, Buffer.alloc(CIPHER_BLOCK - TAG_BYTES)]);
  if (text.length > CIPHER_BLOCK) return createCipheriv('aes-128-ctr', cipher, counter).update(text);
  const stream = blocks.update(counter);
  return Buffer.from(text.map((byte, i) => byte ^ stream[i]!));
}

function packNumbers(numbers: number[]): Buffer {
  const bytes: number[] = [];
  for (const number of numbers) {
    if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`Cannot seal ${number}`);
    let rest = number;
    while (rest >= 128) {
      bytes.push((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    bytes.push(rest);
  }
  return Buffer.from(bytes);
}

function unpackNumbers(bytes: Buffer): number[] {
  const numbers: number[] = [];
  let value = 0;
  let factor = 1;
  for (const byte of bytes) {
    value += (byte & 127) * factor;
    if (byte & 128) factor *= 128;
    else {
      numbers.push(value);
      value = 0;
      factor = 1;
    }
  }
  return numbers;
}
