/** A word, number, text or sign of the native syntax. */
export interface Token {
  readonly kind: "word" | "number" | "text" | "open" | "close" | "sign" | "newline" | "end";
  readonly start: number;
  readonly end: number;
  /** As it is written; of a text, what it says, or undefined where that takes evaluating. */
  readonly text: string | undefined;
}

/** Something that cannot be read, with where it starts and ends. */
export interface ScanFlaw {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** Where the scanner is: in brackets of an expression in a template, in a text, or in a heredoc. */
type Frame =
  | { readonly kind: "brackets"; depth: number }
  | { readonly kind: "quote" }
  | { readonly kind: "heredoc"; readonly marker: string };

const BLANK = /[ \t]+|\/\*[\s\S]*?(?:\*\/|$)/y;
const LINE_END = /(?:#|\/\/)[^\n]*(?:\n|$)|\r?\n/y;
const WORD = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const NUMBER = /[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const HEREDOC = /<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy;
const SIGN = /==|!=|<=|>=|&&|\|\||=>|::|\.\.\.|[-=+*/%<>!?:.,]/y;
const ESCAPE = /\\(?:[nrt"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/y;
const DEEPEST = 10_000;

/**
 * The tokens of a text in Terraform's native syntax, one call after the other; comments are left out. In linear time, whatever
 * nests in whatever.
 * See https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md.
 *
 * @param onFlaw is told of what cannot be read; the tokens go on behind it
 */
export function scanner(text: string, onFlaw: (flaw: ScanFlaw) => void): () => Token {
  let at = 0;
  const fits = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const token = (kind: Token["kind"], length: number): Token => {
    const start = at;
    at += length;
    return { kind, start, end: at, text: text.slice(start, at) };
  };
  const skipBlanks = (): void => {
    for (let blank = fits(BLANK); blank; blank = fits(BLANK)) {
      if (blank[0].startsWith("/*") && (blank[0].length < 4 || !blank[0].endsWith("*/")))
        onFlaw({ start: at, end: at + 2, message: "this comment has no end" });
      at += blank[0].length;
    }
  };

  return () => {
    skipBlanks();
    if (at >= text.length) return { kind: "end", start: at, end: at, text: "" };
    const line = fits(LINE_END);
    if (line) return token("newline", line[0].length);
    const heredoc = fits(HEREDOC);
    const char = text.charAt(at);
    if (char === '"' || heredoc) {
      const start = at;
      const first: Frame = heredoc ? { kind: "heredoc", marker: heredoc[1] ?? "" } : { kind: "quote" };
      const read = template(text, at + (heredoc ? heredoc[0].length : 1), first);
      at = read.end;
      if (read.flaw !== undefined)
        onFlaw({ start, end: heredoc ? start + heredoc[0].trimEnd().length : read.end, message: read.flaw });
      return { kind: "text", start, end: at, text: heredoc ? undefined : read.value };
    }
    if ("{[(".includes(char)) return token("open", 1);
    if ("}])".includes(char)) return token("close", 1);
    for (const [kind, pattern] of [
      ["word", WORD],
      ["number", NUMBER],
      ["sign", SIGN],
    ] as const) {
      const found = fits(pattern);
      if (found) return token(kind, found[0].length);
    }
    const length = text.codePointAt(at) === text.charCodeAt(at) ? 1 : 2;
    onFlaw({ start: at, end: at + length, message: "this character has no meaning here" });
    return token("sign", length);
  };
}

interface ReadTemplate {
  /** Behind it; where it has no end, where it is given up. */
  readonly end: number;
  /** What it says; undefined where something in it has to be evaluated. */
  readonly value: string | undefined;
  readonly flaw?: string;
}

/** Reads a text or heredoc with what nests in it. What has no end is given up at the end of its line, or of the file. */
function template(text: string, from: number, first: Frame): ReadTemplate {
  const frames: Frame[] = [first];
  const isQuote = first.kind === "quote";
  const plain: string[] = [];
  let isPlain = true;
  let flaw: string | undefined;
  let at = from;
  let isLineStart = first.kind === "heredoc";
  // Never back to where it began: what has no end would be read once for each quote in it.
  const unclosed = (end: number): ReadTemplate => ({
    end,
    value: undefined,
    flaw: isQuote ? "this text has no closing quote" : "this heredoc has no end",
  });
  while (at < text.length) {
    const frame = frames.at(-1);
    if (!frame) break;
    if (frames.length > DEEPEST) return { end: text.length, value: undefined, flaw: "this nests too deep" };
    if (frame.kind === "heredoc" && isLineStart) {
      const line = text.indexOf("\n", at);
      const end = line === -1 ? text.length : line;
      isLineStart = false;
      if (text.slice(at, end).trim() === frame.marker) {
        frames.pop();
        at = text.charAt(end - 1) === "\r" ? end - 1 : end;
        continue;
      }
    }
    const char = text.charAt(at);
    if (frame.kind === "brackets") {
      const step = inBrackets(text, at, frame, frames);
      at = step.at;
      isLineStart = step.isLineStart;
      continue;
    }
    if (frame.kind === "quote" && char === '"') {
      frames.pop();
      at += 1;
    } else if (frame.kind === "quote" && char === "\n") {
      return unclosed(at);
    } else if ((char === "$" || char === "%") && text.startsWith(`${char}{`, at + 1)) {
      if (frames.length === 1) plain.push(`${char}{`);
      at += 3;
    } else if ((char === "$" || char === "%") && text.charAt(at + 1) === "{") {
      frames.push({ kind: "brackets", depth: 0 });
      isPlain = false;
      at += 2;
    } else if (frame.kind === "quote" && char === "\\") {
      ESCAPE.lastIndex = at;
      const sequence = ESCAPE.exec(text)?.[0];
      if (sequence === undefined) flaw ??= "a backslash in this text starts no escape that is known";
      else if (frames.length === 1) plain.push(unescaped(sequence));
      at += sequence?.length ?? 2;
    } else {
      // As far as nothing can begin or end.
      const next = frame.kind === "quote" ? /["\n$%\\]/g : /[\n$%]/g;
      next.lastIndex = at + 1;
      const end = next.exec(text)?.index ?? text.length;
      if (frames.length === 1 && isQuote) plain.push(text.slice(at, end));
      isLineStart = char === "\n";
      at = isLineStart ? at + 1 : end;
    }
  }
  if (frames.length > 0) return unclosed(text.length);
  const value = isPlain && flaw === undefined ? plain.join("") : undefined;
  return { end: at, value, ...(flaw === undefined ? {} : { flaw }) };
}

/** One step in an expression within a template: only what opens and closes something matters. */
function inBrackets(
  text: string,
  at: number,
  frame: { depth: number },
  frames: Frame[],
): { readonly at: number; readonly isLineStart: boolean } {
  const char = text.charAt(at);
  const on = (to: number) => ({ at: to, isLineStart: false });
  if (char === '"') {
    frames.push({ kind: "quote" });
    return on(at + 1);
  }
  if (char === "<") {
    HEREDOC.lastIndex = at;
    const heredoc = HEREDOC.exec(text);
    if (!heredoc) return on(at + 1);
    frames.push({ kind: "heredoc", marker: heredoc[1] ?? "" });
    return { at: at + heredoc[0].length, isLineStart: true };
  }
  if (char === "#" || text.startsWith("//", at)) {
    const line = text.indexOf("\n", at);
    return on(line === -1 ? text.length : line + 1);
  }
  if (text.startsWith("/*", at)) {
    const end = text.indexOf("*/", at + 2);
    return on(end === -1 ? text.length : end + 2);
  }
  if (char === "{") frame.depth += 1;
  if (char === "}") {
    frame.depth -= 1;
    if (frame.depth < 0) frames.pop();
  }
  return on(at + 1);
}

function unescaped(sequence: string): string {
  const char = sequence.charAt(1);
  if (char === "u" || char === "U") {
    const point = Number.parseInt(sequence.slice(2), 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
  }
  return { n: "\n", r: "\r", t: "\t" }[char] ?? char;
}
