import type { Json } from "@towpath/core";

/** How much of a value is taken: more would make the state unusable for everybody. */
const MOST_CHARACTERS = 1 << 20;
const MOST_VALUES = 100_000;
const DEEPEST = 64;

/** Why a value is no JSON that can be kept: where in it, and what is there. */
export class NoJson extends Error {}

/**
 * A frozen copy of what somebody else's code gave, as JSON: nobody who still has the original can change it. Members that are
 * `undefined` are left out, as JSON does.
 *
 * @param path names the value in errors: `have`
 * @throws {NoJson} for what JSON cannot say, what leads in a circle, and what is larger than a state should hold
 */
export function jsonCopy(value: unknown, path: string): Json {
  const walk: Walk = { characters: MOST_CHARACTERS, values: MOST_VALUES, path: [path] };
  return copy(value, walk);
}

/** What is left to be taken, and where in the value one is. */
interface Walk {
  characters: number;
  values: number;
  readonly path: string[];
}

function copy(value: unknown, walk: Walk): Json {
  walk.values -= 1;
  if (walk.values < 0) throw noJson(walk, `makes more than ${MOST_VALUES} values`);
  switch (typeof value) {
    case "string":
      return text(value, walk);
    case "boolean":
      return value;
    case "number":
      if (!Number.isFinite(value)) throw noJson(walk, `is ${value}`);
      return value;
    case "object":
      break;
    case "undefined":
      throw noJson(walk, "is missing");
    default:
      throw noJson(walk, `is a ${typeof value}`);
  }
  if (value === null) return null;
  if (walk.path.length > DEEPEST) throw noJson(walk, "is nested too deep, or leads in a circle");
  return Array.isArray(value) ? listCopy(value, walk) : objectCopy(value, walk);
}

function listCopy(value: readonly unknown[], walk: Walk): Json {
  const items: Json[] = [];
  for (let index = 0; index < value.length; index += 1) {
    walk.path.push(String(index));
    items.push(copy(value[index], walk));
    walk.path.pop();
  }
  return Object.freeze(items);
}

function objectCopy(value: object, walk: Walk): Json {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw noJson(walk, `is a ${value.constructor.name || "thing of some class"}`);
  const members: { [name: string]: Json } = {};
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    walk.path.push(name);
    const taken = copy(member, walk);
    walk.path.pop();
    // Assigning to this one would set the prototype.
    if (name === "__proto__") Object.defineProperty(members, name, { value: taken, enumerable: true });
    else members[text(name, walk)] = taken;
  }
  return Object.freeze(members);
}

function text(value: string, walk: Walk): string {
  walk.characters -= value.length;
  if (walk.characters < 0) throw noJson(walk, `makes more than ${MOST_CHARACTERS} characters`);
  if (!value.isWellFormed()) throw noJson(walk, "holds half of a character (a lone surrogate)");
  return value;
}

function noJson({ path }: Walk, what: string): NoJson {
  const where = path.map((name) => name.slice(0, 60).toWellFormed());
  return new NoJson(`${where.length > 12 ? `${where.slice(0, 12).join(".")}…` : where.join(".")} ${what}`);
}

/** Freezes JSON of ours before others get it. */
export function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) frozen(member);
  return Object.freeze(value);
}
