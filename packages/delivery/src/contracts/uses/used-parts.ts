import { type Located, member, members, type OpenApiDocument } from "../open-api/open-api-document.ts";
import { directionOf, type Operation, operationsOf, withoutNames } from "../open-api/operation.ts";
import { schemaIn } from "../open-api/operation-reporter.ts";
import { refuseBeyond } from "../open-api/refuse-beyond.ts";
import { type Direction, partKey, pointerOf, resolvedSchema } from "../open-api/schema-comparison.ts";
import { type Schema, type SchemaView, schemaView } from "../open-api/schema-view.ts";
import type { ContractUses, UsedOperation } from "./contract-uses.ts";

/** Which parts of a document somebody uses. */
export interface UsedParts {
  /** By the name of the operation: the parts of it, or all of them. */
  readonly operations: ReadonlyMap<string, ReadonlySet<string> | "all">;
  /** What is said to be used and is not in the document, each as a sentence. */
  readonly unknown: readonly { readonly why: string; readonly use: UsedOperation }[];
}

/** What a schema is called among the parts: it may stand for what is sent and for what is received. */
export function schemaPart(direction: Direction, key: string): string {
  return `${direction} ${key}`;
}

/** Finds what is used in the document that it is used of. */
export function usedParts(document: OpenApiDocument, uses: ContractUses): UsedParts {
  const all = operationsOf(document);
  const operations = new Map<string, Set<string> | "all">();
  const unknown: { readonly why: string; readonly use: UsedOperation }[] = [];
  for (const use of uses.operations) {
    const operation = operationFor(use, all);
    if (!operation) {
      unknown.push({ why: `there is no operation ${use.operation}`, use });
      continue;
    }
    const known = operations.get(operation.name);
    if (known === "all") continue;
    if (!use.request && !use.response && !use.parameters) {
      operations.set(operation.name, "all");
      continue;
    }
    const parts = known ?? new Set<string>();
    operations.set(operation.name, parts);
    const say = (why: string): void => void unknown.push({ why: `${operation.name} ${why}`, use });
    addParameters(document, operation, use, parts, say);
    addBody(document, operation, use, parts, say);
    addAnswers(document, operation, use, parts, say);
  }
  return { operations, unknown };
}

function operationFor(use: UsedOperation, all: ReadonlyMap<string, Operation>): Operation | undefined {
  const [verb = "", ...rest] = use.operation.split(" ");
  const path = rest.join(" ");
  const key = path === "" ? "" : `${verb.toUpperCase()} ${withoutNames(path)}`;
  const named =
    all.get(key) ?? [...all.values()].find(({ id, name }) => id === use.operation || name === use.operation);
  if (named || !use.isCall) return named;
  // A call names values where the document names parameters; the path with the fewest of these is meant.
  const fitting = [...all.values()].filter(
    (operation) =>
      operation.key.startsWith(`${verb.toUpperCase()} /`) && fits(operation.key.slice(verb.length + 1), path),
  );
  const count = ({ key: of }: Operation): number => of.split("{}").length;
  return fitting.sort((a, b) => count(a) - count(b))[0];
}

function fits(template: string, path: string): boolean {
  const [wanted, given] = [template.split("/"), path.split("/")];
  return (
    wanted.length === given.length &&
    wanted.every((segment, index) => {
      const value = given[index] ?? "";
      if (!segment.includes("{}")) return segment === value;
      const [before = "", after = ""] = [segment.split("{}")[0], segment.split("{}").at(-1)];
      return value.length > before.length + after.length - 1 && value.startsWith(before) && value.endsWith(after);
    })
  );
}

type Say = (why: string) => void;

function addParameters(
  document: OpenApiDocument,
  operation: Operation,
  use: UsedOperation,
  parts: Set<string>,
  say: Say,
): void {
  const { parameters: names } = use;
  for (const parameter of operation.parameters) {
    const isSent =
      !names ||
      parameter.in === "path" ||
      parameter.isRequired ||
      names.some((name) => name.toLowerCase() === parameter.name.toLowerCase());
    if (!isSent) continue;
    parts.add(pointerOf(parameter.at.path));
    const add = adder(operation, "request", parts);
    addAll(document, schemaIn(parameter.at, member(parameter.at, "schema")), add);
    for (const [, media] of members(member(parameter.at, "content")))
      addAll(document, schemaIn(media, member(media, "schema")), add);
  }
  if (use.isCall) return;
  for (const name of names ?? []) {
    if (!operation.parameters.some((one) => one.name.toLowerCase() === name.toLowerCase()))
      say(`has no parameter ${name}`);
  }
}

function addBody(
  document: OpenApiDocument,
  operation: Operation,
  use: UsedOperation,
  parts: Set<string>,
  say: Say,
): void {
  const part = member(operation.at, "requestBody");
  const body = part && document.follow(part);
  if (use.request?.length === 0) return;
  if (!body) {
    if (use.request && !use.isCall) say("takes no body");
    return;
  }
  parts.add(pointerOf(body.path));
  const add = adder(operation, "request", parts);
  const contents = [member(body, "content")];
  addTypes(contents, parts);
  addContent(document, contents, use.request, add, (field) => say(`takes no ${field}`));
}

function addAnswers(
  document: OpenApiDocument,
  operation: Operation,
  use: UsedOperation,
  parts: Set<string>,
  say: Say,
): void {
  if (use.response?.length === 0) return;
  const answers = members(member(operation.at, "responses")).flatMap(([, part]) => document.follow(part) ?? []);
  const add = adder(operation, "response", parts);
  // Which headers are read, nobody says.
  for (const [, part] of answers.flatMap((answer) => members(member(answer, "headers")))) {
    const header = document.follow(part);
    if (header) addAll(document, schemaIn(header, member(header, "schema")), add);
  }
  const contents = answers.map((answer) => member(answer, "content"));
  addTypes(contents, parts);
  addContent(document, contents, use.response, add, (field) => say(`answers no ${field}`));
}

/** Adds a schema by its key. */
type Add = (key: string) => void;

function adder(operation: Operation, of: Direction, parts: Set<string>): Add {
  const direction = directionOf(operation, of);
  return (key) => void parts.add(schemaPart(direction, key));
}

function typesIn(contents: readonly (Located | undefined)[]): readonly Located[] {
  return contents.flatMap((content) => members(content).map(([, media]) => media));
}

function addTypes(contents: readonly (Located | undefined)[], parts: Set<string>): void {
  for (const media of typesIn(contents)) parts.add(pointerOf(media.path));
}

function addContent(
  document: OpenApiDocument,
  contents: readonly (Located | undefined)[],
  fields: readonly string[] | undefined,
  add: Add,
  missing: (field: string) => void,
): void {
  const schemas = typesIn(contents).map((media) => schemaIn(media, member(media, "schema")));
  if (!fields) {
    for (const schema of schemas) addAll(document, schema, add);
    return;
  }
  for (const field of fields) {
    const isThere = schemas.map((schema) => addField(document, schema, field, add));
    if (!isThere.some(Boolean)) missing(field);
  }
}

/** Adds a schema and everything within it. */
function addAll(document: OpenApiDocument, schema: Schema, add: Add): void {
  const seen = new Set<string>();
  const left = [schema];
  for (let next = left.pop(); next; next = left.pop()) {
    const resolved = resolvedSchema(document, next);
    const key = partKey(resolved);
    if (seen.has(key)) continue;
    refuseBeyond(seen.size);
    seen.add(key);
    add(key);
    const view = schemaView(document, resolved);
    left.push(...view.properties.values(), ...(typeof view.additional === "boolean" ? [] : [view.additional]));
    left.push(view.items, ...view.prefixItems, ...branches(view));
  }
}

function branches({ variants }: SchemaView): readonly Schema[] {
  return variants.flatMap((one) => one.branches.map((branch) => ({ path: branch.path, parts: [branch] })));
}

/**
 * Adds what a pointer leads over, and everything within what it leads to. Variants lead to their branches without a step, in
 * circles too, so all that is reached is found first, and then what of it leads to the end.
 *
 * @returns false when it leads nowhere
 */
function addField(document: OpenApiDocument, schema: Schema, field: string, add: Add): boolean {
  const segments = field
    .split("/")
    .slice(1)
    .map((one) => one.replaceAll("~1", "/").replaceAll("~0", "~"));
  interface Step {
    readonly schema: Schema;
    readonly index: number;
    /** Steps that led here. */
    readonly from: Step[];
  }
  const steps = new Map<string, Step>();
  const left: Step[] = [];
  const reach = (of: Schema, index: number, from: Step | undefined): void => {
    const resolved = resolvedSchema(document, of);
    const key = `${index}\n${partKey(resolved)}`;
    const known = steps.get(key);
    const step = known ?? { schema: resolved, index, from: [] };
    if (from) step.from.push(from);
    if (known) return;
    refuseBeyond(steps.size);
    steps.set(key, step);
    left.push(step);
  };
  reach(schema, 0, undefined);
  const ends: Step[] = [];
  for (let step = left.pop(); step; step = left.pop()) {
    const segment = segments[step.index];
    if (segment === undefined) {
      ends.push(step);
      continue;
    }
    const view = schemaView(document, step.schema);
    for (const inner of within(view, segment)) reach(inner, step.index + 1, step);
    for (const branch of branches(view)) reach(branch, step.index, step);
  }
  for (const { schema: end } of ends) addAll(document, end, add);
  const onTheWay = new Set(ends);
  for (const step of onTheWay) {
    add(partKey(step.schema));
    for (const from of step.from) onTheWay.add(from);
  }
  return ends.length > 0;
}

function within(view: SchemaView, segment: string): readonly Schema[] {
  const { additional, items: item, prefixItems, properties } = view;
  const rest = typeof additional === "boolean" ? [] : [additional];
  const list = item.parts.length > 0 ? [item] : [];
  if (segment === "*") return [...properties.values(), ...rest, ...prefixItems, ...list];
  const named = properties.get(segment);
  if (named) return [named];
  if (/^\d{1,9}$/.test(segment) && (list.length > 0 || prefixItems.length > 0))
    return [prefixItems[Number(segment)] ?? item];
  return rest;
}
