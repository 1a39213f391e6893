import { REFERENCE, secretLike } from "@towpath/policy";

/** A key with the beginning of what is behind it, in block or in flow style. Every repetition is bounded. */
const PAIR =
  /(?<![\w.-])([\w.-]{1,100})["']?[ \t]{0,9}:[ \t]{1,99}(?=("[^"\n]{0,99}"?|'[^'\n]{0,99}'?|[^\s,}{[|>#][^,}\n]{0,99}))/g;

/** Whether a document's text seems to hold a secret as such: by the form of a value, or by the name that it stands behind. */
export function holdsSecret(text: string): boolean {
  const literal = text.replace(/\$\{[^{}$\n]{0,200}\}/g, REFERENCE);
  if (literal.split(/\r?\n/).some((line) => secretLike("", line) !== undefined)) return true;
  for (const [, name = "", value = ""] of literal.matchAll(PAIR)) {
    const plain = value.replace(/^["']|["']$/g, "").replace(/\s+#.*$/, "");
    if (secretLike(name, plain.trim()) !== undefined) return true;
  }
  return false;
}
