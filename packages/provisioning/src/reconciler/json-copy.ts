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
  const left = { characters: MOST_CHARACTERS, values: MOST_VALUES };
  return copy(value, path, DEEPEST, left);
}

function copy(value: unknown, path: string, depth: number, left: { characters: number; values: number }): Json {
  left.values -= 1;
  if (left.values < 0) throw new NoJson(`${path} is larger than ${MOST_VALUES} values`);
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") return text(value, path, left);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new NoJson(`${path} is ${value}`);
    return value;
  }
  if (typeof value !== "object")
    throw new NoJson(`${path} is ${value === undefined ? "missing" : `a ${typeof value}`}`);
  if (depth === 0) throw new NoJson(`${path} is nested too deep, or leads in a circle`);
  if (Array.isArray(value))
    return Object.freeze(value.map((item: unknown, index) => copy(item, `${path}.${index}`, depth - 1, left)));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw new NoJson(`${path} is a ${value.constructor.name || "thing of some class"}`);
  const members: [string, Json][] = [];
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    members.push([text(name, path, left), copy(member, `${path}.${name.slice(0, 60)}`, depth - 1, left)]);
  }
  return Object.freeze(Object.fromEntries(members));
}

function text(value: string, path: string, left: { characters: number }): string {
  left.characters -= value.length;
  if (left.characters < 0) throw new NoJson(`${path} is longer than ${MOST_CHARACTERS} characters`);
  if (!value.isWellFormed()) throw new NoJson(`${path} holds half of a character (a lone surrogate)`);
  return value;
}

/** Freezes JSON of ours before others get it. */
export function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) frozen(member);
  return Object.freeze(value);
}
