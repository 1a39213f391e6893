import { type CelType, type CelValue, type Expression, textOf, typeName } from "../cel/index.ts";
import type { DocumentFlaws, DocumentPath } from "./document-flaws.ts";

/** A text with `{{cel}}` in it. */
export interface CompiledTemplate {
  /** The texts around the expressions: one more than there are of those. */
  readonly texts: readonly string[];
  readonly expressions: readonly Expression[];
}

/** How long what stands for one expression may be, in UTF-16 code units. */
const LONGEST_PART = 300;

/** Reads a text with `{{cel}}` in it; undefined where it is wrong, and its flaws are said. */
export function compileTemplate(
  path: DocumentPath,
  text: string,
  variables: Readonly<Record<string, CelType>>,
  flaws: DocumentFlaws,
): CompiledTemplate | undefined {
  const texts: string[] = [];
  const expressions: (Expression | undefined)[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf("{{", from);
    if (open === -1) break;
    const close = closeOf(text, open + 2);
    if (close === undefined) {
      flaws.add(path, "The {{ that opens here is not closed.", ["Close it with }}."], open, open + 2);
      return undefined;
    }
    texts.push(text.slice(from, open));
    expressions.push(compilePart(path, text.slice(open + 2, close), open + 2, variables, flaws));
    from = close + 2;
  }
  texts.push(text.slice(from));
  const whole = expressions.filter((one) => one !== undefined);
  return whole.length === expressions.length ? { texts, expressions: whole } : undefined;
}

function compilePart(
  path: DocumentPath,
  source: string,
  offset: number,
  variables: Readonly<Record<string, CelType>>,
  flaws: DocumentFlaws,
): Expression | undefined {
  const expression = flaws.compile(path, source, { variables }, offset);
  if (!expression || isShown(expression.type)) return expression;
  const message = `${typeName(expression.type)} cannot be shown in a text.`;
  flaws.add(path, message, ["Name one of its properties."], offset, offset + source.length);
  return undefined;
}

/** What a person can read: no maps, no objects, no lists of them. */
function isShown(type: CelType): boolean {
  if (type.kind === "list") return type.item.kind !== "list" && isShown(type.item);
  return type.kind !== "map" && type.kind !== "object";
}

/** Where the braces close: not within quotes, and behind the last of the braces of maps. */
function closeOf(text: string, from: number): number | undefined {
  let quote = "";
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote !== "") {
      if (character === "\\") at += 1;
      else if (character === quote) quote = "";
    } else if (character === "'" || character === '"') quote = character;
    else if (character === "{") depth += 1;
    else if (character === "}" && depth > 0) depth -= 1;
    else if (character === "}") return text.charAt(at + 1) === "}" ? at : undefined;
  }
  return undefined;
}

/** What is shown for a value in a text. */
export function shownText(value: CelValue): string {
  const text = textOf(value);
  return text.length > LONGEST_PART ? `${text.slice(0, LONGEST_PART)}…` : text;
}
