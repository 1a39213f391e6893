import {
  isTrueIn,
  items,
  type Located,
  member,
  members,
  type OpenApiDocument,
  referenceOf,
} from "./open-api-document.ts";
import { refuseBeyond } from "./refuse-beyond.ts";

/** `oneOf` or `anyOf`. */
export interface Variants {
  readonly keyword: "oneOf" | "anyOf";
  readonly path: readonly string[];
  readonly branches: readonly Located[];
}

/** How many parts one schema is put together of, at most: an `allOf` of everything with everything has no end. */
const MOST_PARTS = 1_000;

/** What stands beside a reference and says nothing of values. */
export const BESIDE = new Set(["$ref", "summary", "description", "title", "$comment"]);

/** Everything that a value must keep to at once: references followed, `allOf` and variants of one opened. */
export function conjunctsOf(
  document: OpenApiDocument,
  parts: readonly Located[],
): { readonly conjuncts: readonly Located[]; readonly isNullable: boolean } {
  const conjuncts: Located[] = [];
  const seen = new Set<string>();
  const left = [...parts].reverse();
  let isNullable = false;
  for (let part = left.pop(); part; part = left.pop()) {
    const key = part.path.join("\n");
    if (seen.has(key)) continue;
    refuseBeyond(seen.size, MOST_PARTS);
    seen.add(key);
    if (referenceOf(part) !== undefined) {
      const target = document.follow(part);
      if (target) left.push(target);
      // What stands beside a reference counts since 3.1; that it may be null was always meant.
      if (document.version === "3.0") {
        isNullable ||= isTrueIn(part, "nullable");
        continue;
      }
      if (members(part).every(([name]) => BESIDE.has(name))) continue;
    }
    conjuncts.push(part);
    left.push(...[...items(member(part, "allOf"))].reverse());
    for (const keyword of ["oneOf", "anyOf"] as const) {
      const { others, hasNull } = branchesOf(document, part, keyword);
      const [only] = others;
      if (others.length === 1 && only) {
        left.push(only);
        isNullable ||= hasNull;
      } else if (hasNull) isNullable = true;
    }
  }
  return { conjuncts, isNullable };
}

/** The branches of a `oneOf` or `anyOf`, without one that lets null alone through. */
export function branchesOf(
  document: OpenApiDocument,
  part: Located,
  keyword: Variants["keyword"],
): { readonly others: readonly Located[]; readonly hasNull: boolean } {
  const all = items(member(part, keyword));
  const others = all.filter((branch) => {
    const target = document.follow(branch);
    const type = target && member(target, "type")?.value;
    return !(type === "null" || (Array.isArray(type) && type.length === 1 && type[0] === "null"));
  });
  return { others, hasNull: others.length < all.length };
}
