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
  return hasSameMembers(a, b) && hasSameMembers(b, a);
}

/** A member that is undefined says the same as none. */
function hasSameMembers(a: object, b: object): boolean {
  return Object.entries(a).every(
    ([name, member]) => member === undefined || (Object.hasOwn(b, name) && isSameJson(member, Reflect.get(b, name))),
  );
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
