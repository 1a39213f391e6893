/** A JSON value with where it stands: offsets in its text. Members that are there twice are there twice. */
export type JsonNode = { readonly start: number; readonly end: number } & (
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "list"; readonly items: readonly JsonNode[] }
  | { readonly kind: "object"; readonly members: readonly JsonMember[] }
);

/** A member of an object; the offsets are those of its name. */
export interface JsonMember {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly value: JsonNode;
}

/** The text is no JSON. */
export class JsonMistake extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const DEEPEST = 200;
const SPACE = /[ \t\r\n]*/y;
const STRING = /"[^"\\\n]*(?:\\.[^"\\\n]*)*"/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null/y;

/**
 * Reads JSON (RFC 8259), keeping where each value stands.
 *
 * @throws {JsonMistake} where the text is none, or nests deeper than 200
 */
export function parseJson(text: string): JsonNode {
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const space = (): void => {
    take(SPACE);
  };
  const fail = (expected: string): never => {
    throw new JsonMistake(
      at >= text.length ? `the file ends where ${expected} was expected` : `${expected} was expected here`,
      at,
    );
  };
  const takes = (char: string): boolean => {
    space();
    if (text.charAt(at) !== char) return false;
    at += 1;
    return true;
  };
  const parsed = (written: string, start: number): unknown => {
    try {
      return JSON.parse(written);
    } catch {
      throw new JsonMistake("this text holds what JSON does not allow in one", start);
    }
  };
  const value = (depth: number): JsonNode => {
    space();
    const start = at;
    if (depth > DEEPEST) throw new JsonMistake("this nests too deep", at);
    if (takes("{")) return { kind: "object", members: members(depth), start, end: at };
    if (takes("[")) return { kind: "list", items: items(depth), start, end: at };
    const written = take(STRING) ?? take(NUMBER) ?? take(WORD) ?? fail("a value");
    const read: unknown = parsed(written, start);
    const isScalar = typeof read === "string" || typeof read === "number" || typeof read === "boolean";
    return { kind: "literal", value: isScalar ? read : null, start, end: at };
  };
  const items = (depth: number): readonly JsonNode[] => {
    const all: JsonNode[] = [];
    if (takes("]")) return all;
    do all.push(value(depth + 1));
    while (takes(","));
    if (!takes("]")) fail("a comma or ]");
    return all;
  };
  const members = (depth: number): readonly JsonMember[] => {
    const all: JsonMember[] = [];
    if (takes("}")) return all;
    do {
      space();
      const start = at;
      const name: unknown = parsed(take(STRING) ?? fail("a name in quotes"), start);
      const end = at;
      if (!takes(":")) fail("a colon");
      all.push({ name: String(name), start, end, value: value(depth + 1) });
    } while (takes(","));
    if (!takes("}")) fail("a comma or }");
    return all;
  };
  const root = value(0);
  space();
  if (at < text.length) fail("the end of the file");
  return root;
}
