import { Lines } from "../../document/lines.ts";
import type { Attribute, Block, Body, ModuleFlaw, ModulePlace, ReadFile } from "./block.ts";
import { type Expression, OTHER } from "./expression.ts";
import { type JsonMember, JsonMistake, type JsonNode, parseJson } from "./json-nodes.ts";
import { readExpression } from "./native-expression.ts";
import { scanner, type Token } from "./scanner.ts";

/** How many labels the blocks at the top have, and which blocks are in them. */
const LABELS: Readonly<Record<string, number>> = {
  variable: 1,
  output: 1,
  module: 1,
  provider: 1,
  resource: 2,
  terraform: 0,
};
const NESTED: Readonly<Record<string, readonly string[]>> = {
  variable: ["validation"],
  terraform: ["required_providers"],
};

/**
 * Reads the blocks of a file in Terraform's JSON syntax.
 * See https://developer.hashicorp.com/terraform/language/syntax/json.
 *
 * @param path of the file, for places
 * @param types of the blocks at the top of the file that are wanted
 */
export function readJsonSyntax(text: string, path: string, types: ReadonlySet<string>): ReadFile {
  const lines = new Lines(text);
  const placeOf = ({ start, end }: { readonly start: number; readonly end: number }): ModulePlace => ({
    path,
    range: { start: lines.position(start), end: lines.position(end) },
  });
  const flaws: ModuleFlaw[] = [];
  const blocksOf = (type: string, node: JsonNode, at: JsonMember, labels: readonly string[]): readonly Block[] => {
    const lacks = labels.length < (LABELS[type] ?? 0);
    if (
      lacks &&
      ((node.kind === "list" && node.items.length === 0) || (node.kind === "object" && node.members.length === 0))
    )
      flaws.push({ ...placeOf(at), message: `${labels[0] ?? type} holds none, where at least one was expected` });
    if (node.kind === "list") return node.items.flatMap((item) => blocksOf(type, item, at, labels));
    if (node.kind !== "object") {
      if (!(node.kind === "literal" && node.value === null))
        flaws.push({ ...placeOf(node), message: `${type} is no object, nor a list of objects` });
      return [];
    }
    if (lacks) return node.members.flatMap((member) => blocksOf(type, member.value, member, [...labels, member.name]));
    return [{ type, labels, at: placeOf(at), body: bodyOf(node.members, NESTED[type] ?? []) }];
  };
  const bodyOf = (members: readonly JsonMember[], nested: readonly string[]): Body => {
    const attributes = new Map<string, Attribute>();
    const blocks: Block[] = [];
    for (const member of members) {
      if (nested.includes(member.name)) blocks.push(...blocksOf(member.name, member.value, member, []));
      else if (member.name !== "//" && !attributes.has(member.name))
        attributes.set(member.name, { at: placeOf(member), value: expressionOf(member.value), isJson: true });
    }
    return { attributes, blocks };
  };
  try {
    const root = parseJson(text);
    const roots = root.kind === "list" ? root.items : [root];
    const blocks = roots.flatMap((one) => {
      if (one.kind === "object")
        return one.members.flatMap((member) =>
          types.has(member.name) ? blocksOf(member.name, member.value, member, []) : [],
        );
      flaws.push({ ...placeOf(one), message: "the file holds no object" });
      return [];
    });
    return { blocks, flaws };
  } catch (error) {
    if (!(error instanceof JsonMistake)) throw error;
    return {
      blocks: [],
      flaws: [{ ...placeOf({ start: error.offset, end: error.offset + 1 }), message: error.message }],
    };
  }
}

/** What a value says; a text with a template in it has to be evaluated. */
function expressionOf(node: JsonNode): Expression {
  if (node.kind === "literal")
    return typeof node.value === "string" && /[$%]\{/.test(node.value) ? OTHER : { kind: "literal", value: node.value };
  if (node.kind === "list") return { kind: "list", items: node.items.map(expressionOf) };
  return { kind: "object", members: new Map(node.members.map(({ name, value }) => [name, expressionOf(value)])) };
}

/** An expression in the native syntax within a text, as the JSON syntax has types. */
export function expressionInText(text: string): Expression {
  let isBroken = false;
  const scan = scanner(text, () => {
    isBroken = true;
  });
  const tokens: Token[] = [];
  for (let token = scan(); token.kind !== "end"; token = scan()) tokens.push(token);
  return isBroken ? OTHER : readExpression(tokens);
}
