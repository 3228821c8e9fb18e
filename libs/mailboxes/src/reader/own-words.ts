/** Lines after which a mail program puts the message that is answered, in the languages it speaks. */
const QUOTE_BEGINS =
  /^\s*(-{2,}\s*(original|ursprüngliche|message d'origine|mensaje original|messaggio originale|mensagem original|oorspronkelijk|forwarded)|_{10,}$|on .{5,200} wrote:?\s*$|am .{5,200} schrieb.{0,100}:?\s*$|le .{5,200} a écrit\s*:?\s*$|el .{5,200} escribió:?\s*$|il .{5,200} ha scritto:?\s*$|em .{5,200} escreveu:?\s*$|op .{5,200} schreef.{0,100}:?\s*$|(from|von|de|da|van|från|od|от|差出人|发件人)\s*[::]\s*\S+.{0,200}(@|\[mailto:))/i;

/** What somebody wrote himself: without quoted lines, without the message below, without a signature. */
export function ownWords(text: string): string {
  const own: string[] = [];
  for (const line of text.slice(0, 64_000).split('\n')) {
    const short = line.slice(0, 1_000);
    if (QUOTE_BEGINS.test(short) || /^-- ?$/.test(short)) break;
    if (!/^\s*[>|]/.test(short)) own.push(short);
  }
  return own.join('\n').trim();
}
