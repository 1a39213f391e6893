/** What nobody can take for anything but a text, in a list within brackets too. */
const PLAIN = /^(?:[A-Za-z_/$]|\.{1,2}\/|\.[A-Za-z_]{4,})[\w./@$+=*~^&()' :-]*$/;
const NO_TEXT = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** A text as a YAML scalar: plain where nobody could take it for something else, in double quotes otherwise. */
export function scalar(text: string): string {
  if (PLAIN.test(text) && !NO_TEXT.test(text) && !/:(?: |$)| $/.test(text)) return text;
  // JSON's texts are YAML's, but for what YAML does not let stand in a file.
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A text with placeholders, of which only the braces keep it from being plain. */
export function template(text: string): string {
  return /^(?:[\w;=./:@-]|\$\{[\w.-]+\})+$/.test(text) && !/^[-=:@]/.test(text) && !text.endsWith(":")
    ? text
    : scalar(text);
}

/** Texts as a list within brackets. */
export function flow(texts: readonly string[]): string {
  return `[${texts.map(scalar).join(", ")}]`;
}

/** A text that stands behind `#`: one line, nothing in it that a terminal or an editor would obey. */
export function comment(text: string): string {
  return text
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .slice(0, 160);
}

/** A text of the repository's that is no template: `${` in it stays what it is. */
export function literal(text: string): string {
  return text.replaceAll("${", "$$${");
}
