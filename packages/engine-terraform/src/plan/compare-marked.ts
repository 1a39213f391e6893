import { address, compareText, isJsonObject, type Json } from "@towpath/core";
import { type Difference, isSameJson } from "@towpath/provisioning";
import type { KnownTexts } from "./known-texts.ts";
import { isMarked, type Marked, partNames, partOf } from "./marks.ts";
import { shownValue } from "./shown-value.ts";

/** Differences in one part of a thing up to which they are told one by one. */
const MOST = 50;

/**
 * What differs between two values of a plan, down to the members of objects and of objects in lists; other lists differ as a
 * whole. What is sensitive, or holds what is sensitive, is `secret` and has no value.
 *
 * The paths are the same whether a part is known or not yet: what was approved as unknown is found again when it is known.
 *
 * @param path of the values
 */
export function compareMarked(path: string, before: Marked, after: Marked, texts: KnownTexts): readonly Difference[] {
  if (isDescended(before, after)) {
    const names = new Set([...partNames(before), ...partNames(after)]);
    const differences = [...names]
      .sort(compareText)
      .flatMap((name) =>
        compareMarked(`${path}.${segment(name, texts)}`, partOf(before, name), partOf(after, name), texts),
      );
    return differences.length <= MOST ? differences : [asWhole(path, before, after, texts)];
  }
  const isUnknown = isMarked(after.unknown);
  if (!isUnknown && isSameJson(before.value ?? undefined, after.value ?? undefined)) return [];
  return [asWhole(path, before, after, texts)];
}

/** Something that differs, whatever is in it. */
function asWhole(path: string, before: Marked, after: Marked, texts: KnownTexts): Difference {
  const unknown = isMarked(after.unknown);
  if ([before, after].some((side) => isMarked(side.sensitive) || texts.isWithin(side.value)))
    return { path, unknown, secret: true };
  return {
    path,
    ...(isSet(before.value) ? { before: shownValue(before.value) } : {}),
    ...(isSet(after.value) && !unknown ? { after: shownValue(after.value) } : {}),
    unknown,
    secret: false,
  };
}

/** Objects, and lists that hold any, are looked into; nothing is, beside them, as if it were empty. */
function isDescended(before: Marked, after: Marked): boolean {
  if ([before, after].some(({ sensitive, unknown }) => sensitive === true || unknown === true)) return false;
  const [a, b] = [before.value ?? undefined, after.value ?? undefined];
  const isEmpty = (value: Json | undefined) => isJsonObject(value) && Object.keys(value).length === 0;
  if (a === undefined && (b === undefined || isEmpty(b))) return isMarked(after.unknown) && isJsonObject(b);
  if (b === undefined && isEmpty(a)) return false;
  const isList = (value: Json | undefined) => value === undefined || Array.isArray(value);
  const isObject = (value: Json | undefined) => value === undefined || isJsonObject(value);
  if (isObject(a) && isObject(b)) return true;
  return isList(a) && isList(b) && (holdsNested(a) || holdsNested(b));
}

function holdsNested(list: Json | undefined): boolean {
  return Array.isArray(list) && list.some((item: Json) => typeof item === "object" && item !== null);
}

function isSet(value: Json | undefined): value is Json {
  return value !== undefined && value !== null;
}

/** A key of a map may hold what is secret elsewhere. */
function segment(name: string, texts: KnownTexts): string {
  return texts.isIn(name) ? "(secret)" : address(name.toWellFormed());
}
