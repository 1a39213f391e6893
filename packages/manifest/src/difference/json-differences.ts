import { isJsonObject, type Json, own } from "@towpath/core";
import type { Difference } from "./difference.ts";

/** True when two JSON values say the same. Absent equals only absent. */
export function isSameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => isSameJson(item, b[index]))
    );
  return hasMembersOf(a, b);
}

/** A member that is undefined says the same as none. */
function hasMembersOf(a: object, b: object): boolean {
  for (const name of Object.keys(a)) if (!isSameJson(memberOf(a, name), memberOf(b, name))) return false;
  for (const name of Object.keys(b)) if (!Object.hasOwn(a, name) && memberOf(b, name) !== undefined) return false;
  return true;
}

function memberOf(object: object, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? Reflect.get(object, name) : undefined;
}

/**
 * What differs between two values, down to the members of objects; lists differ as a whole.
 *
 * @param path of the value: `settings.tls`; the members' names are joined to it with dots
 */
export function jsonDifferences(
  path: string,
  before: Json | undefined,
  after: Json | undefined,
): readonly Difference[] {
  if (isSameJson(before, after)) return [];
  if (isJsonObject(before) && isJsonObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names]
      .sort()
      .flatMap((name) => jsonDifferences(joined(path, name), own(before, name), own(after, name)));
  }
  return [
    {
      path,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      unknown: false,
      secret: false,
    },
  ];
}

function joined(path: string, name: string): string {
  const segment = name.replace(/[\\.]/g, "\\$&");
  return path === "" ? segment : `${path}.${segment}`;
}
