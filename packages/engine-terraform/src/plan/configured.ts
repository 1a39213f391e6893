import { isJsonObject, type Json, type JsonObject, own } from "@towpath/core";
import type { Marked } from "./marks.ts";
import { damaged, objectAt, objectsAt, optionalTextAt } from "./plan-document.ts";
import type { ThingAddress } from "./thing-address.ts";

/** What the configuration says of things: which of their attributes are written down. */
export interface Configuration {
  /** The expressions of a thing's attributes and blocks, by name; undefined where the configuration does not have it. */
  expressionsOf(thing: ThingAddress): JsonObject | undefined;
  /** Whether its module runs commands when a thing is made or goes: provisioners. */
  runsCommands(thing: ThingAddress): boolean;
}

/** Deeper nesting of modules is refused. */
const DEEPEST = 100;

/** Reads `configuration` of a plan: each module once. */
export function readConfiguration(document: JsonObject): Configuration {
  const things = new Map<string, JsonObject>();
  const running = new Set<string>();
  function visit(module: JsonObject, path: string, depth: number): void {
    if (depth > DEEPEST) throw damaged("Its modules are nested too deeply.");
    for (const resource of objectsAt(module, "resources")) {
      const name = optionalTextAt(resource, "address");
      if (name === undefined) continue;
      things.set(keyOf(path, name), objectAt(resource, "expressions"));
      if (objectsAt(resource, "provisioners").length > 0) running.add(keyOf(path, name));
    }
    for (const [name, call] of Object.entries(objectAt(module, "module_calls")))
      if (isJsonObject(call)) visit(objectAt(call, "module"), keyOf(path, name), depth + 1);
  }
  visit(objectAt(objectAt(document, "configuration"), "root_module"), "", 0);
  const keyOfThing = ({ modules, name }: ThingAddress) => keyOf(modules.reduce(keyOf, ""), name);
  return {
    expressionsOf: (thing) => things.get(keyOfThing(thing)),
    runsCommands: (thing) => running.has(keyOfThing(thing)),
  };
}

/**
 * The part of a thing that is written down: the rest is the provider's, and most of it is known only when the thing is there.
 * Blocks that a `dynamic` block makes are in no configuration; lists of objects that are known are taken for such.
 */
export function configuredPart(whole: Marked, expressions: JsonObject): Marked {
  return pruned(whole, (name) => {
    if (Object.hasOwn(expressions, name)) return own(expressions, name);
    const value = isJsonObject(whole.value) ? own(whole.value, name) : undefined;
    return Array.isArray(value) && value.length > 0 && value.every(isJsonObject) ? ATTRIBUTE : undefined;
  });
}

/** Names of the attributes that are written down and that no plan has a value of. `path` is theirs below the thing. */
export function writeOnlyNames(expressions: JsonObject, { value, unknown }: Marked): readonly string[] {
  if (!isJsonObject(value)) return [];
  const isUnknown = (name: string) => isJsonObject(unknown) && own(unknown, name) === true;
  return Object.keys(expressions).filter(
    (name) => name.endsWith("_wo") && (own(value, name) ?? null) === null && !isUnknown(name),
  );
}

/** An expression of which nothing is known but that it is there. */
const ATTRIBUTE: JsonObject = {};

/** Keeps the members that have an expression, and in blocks those of theirs that have one. */
function pruned({ value, sensitive, unknown }: Marked, expressionOf: (name: string) => Json | undefined): Marked {
  const members = (tree: Json | undefined, part: keyof Marked): Json | undefined => {
    if (!isJsonObject(tree)) return tree;
    const kept: [string, Json][] = [];
    for (const [name, member] of Object.entries(tree)) {
      const expression = expressionOf(name);
      if (expression === undefined) continue;
      const rest = inBlocks(member, expression, part);
      if (rest !== undefined) kept.push([name, rest]);
    }
    return Object.fromEntries(kept);
  };
  return {
    value: members(value, "value"),
    sensitive: members(sensitive, "sensitive"),
    unknown: members(unknown, "unknown"),
  };
}

function inBlocks(member: Json, expression: Json, part: keyof Marked): Json | undefined {
  const within = (tree: Json, bodies: readonly JsonObject[]): Json | undefined =>
    pruned({ value: undefined, sensitive: undefined, unknown: undefined, [part]: tree }, (name) => {
      const found = bodies.flatMap((body) => own(body, name) ?? []);
      return found.length < 2 ? found[0] : found.every(Array.isArray) ? found.flat() : found[0];
    })[part];
  if (Array.isArray(expression)) {
    const bodies = expression.filter(isJsonObject);
    return Array.isArray(member) ? member.map((item) => within(item, bodies) ?? null) : within(member, bodies);
  }
  return isJsonObject(expression) && isBody(expression) ? within(member, [expression]) : member;
}

/** An attribute's expression says what it holds or refers to, or nothing. All else is a block's body. */
function isBody(expression: JsonObject): boolean {
  const names = Object.keys(expression);
  return names.length > 0 && !names.every((name) => name === "constant_value" || name === "references");
}

function keyOf(path: string, name: string): string {
  return `${path}/${name}`;
}
