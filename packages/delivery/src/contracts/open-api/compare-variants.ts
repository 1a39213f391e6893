import { canonicalJson } from "@towpath/core";
import type { Variants } from "./conjuncts.ts";
import { type Located, referenceOf, textIn } from "./open-api-document.ts";
import type { PairReporter } from "./schema-comparison.ts";
import { schemaName } from "./schema-name.ts";
import type { Schema } from "./schema-view.ts";

/** Compares what a value may be one of: `oneOf` and `anyOf`, whose branches are paired by name, then by what they say. */
export function compareVariants(pair: PairReporter): void {
  const { before, after, direction } = pair;
  const [was, is] = [before.variants, after.variants];
  if (was.length === 0 && is.length === 0) return;
  const name = schemaName(after.path);
  const where = direction === "request" ? "in requests" : "in answers";
  const [old, now] = [was[0], is[0]];
  if (was.length === 1 && is.length === 1 && old && now) {
    if (old.keyword !== now.keyword)
      pair.report({
        code: "variants-changed",
        relation: "changed",
        message: `${name} ${where} is ${now.keyword} of its variants, and was ${old.keyword}.`,
        after: now.path,
        before: old.path,
        kinds: { request: "risky", response: "risky" },
      });
    compareBranches(pair, old, now, name, where);
  } else if (was.length === 0 && is.length === 1 && now) {
    const isOne = now.branches.some((branch) => isSame(pair, before.path, branch, "after"));
    pair.report({
      code: "variants-added",
      relation: isOne ? "widened" : "changed",
      message: `${name} is one of ${now.branches.length} variants now ${where}${isOne ? ", of which one is what it was" : ""}.`,
      after: now.path,
    });
  } else if (was.length === 1 && is.length === 0 && old) {
    const isOne = old.branches.some((branch) => isSame(pair, after.path, branch, "before"));
    pair.report({
      code: "variants-removed",
      relation: isOne ? "narrowed" : "changed",
      message: `${name} is no longer one of ${old.branches.length} variants ${where}${isOne ? ", and is what one of them was" : ""}.`,
      before: old.path,
    });
  } else if (canonicalJson(was) !== canonicalJson(is)) {
    pair.report({
      code: "variants-changed",
      relation: "changed",
      message: `${name} is put together of other variants ${where}; what that does to its values is not worked out.`,
      kinds: { request: "risky", response: "risky" },
    });
  } else {
    was.forEach((variants, index) => {
      const later = is[index];
      if (later) compareBranches(pair, variants, later, name, where);
    });
  }
  const [oldBy, nowBy] = [before.discriminator, after.discriminator];
  if (oldBy?.property !== nowBy?.property)
    pair.report({
      code: "discriminator-changed",
      relation: "changed",
      message: `${name} ${where}: its variants are told apart by ${nowBy?.property ?? "nothing"}, and were by ${oldBy?.property ?? "nothing"}.`,
    });
  else if (oldBy?.mapping !== nowBy?.mapping)
    pair.report({
      code: "discriminator-changed",
      relation: "changed",
      message: `${name} ${where}: its variants have other names in ${nowBy?.property}.`,
      kinds: { request: "risky", response: "risky" },
    });
}

/** Whether a branch is the schema that stands at a path of the other document, by its name. */
function isSame(pair: PairReporter, path: readonly string[], branch: Located, side: "before" | "after"): boolean {
  const target = pair.documents[side].follow(branch);
  return (
    target !== undefined && path.length > 1 && target.path.length > 1 && target.path.join("\n") === path.join("\n")
  );
}

function compareBranches(pair: PairReporter, was: Variants, is: Variants, name: string, where: string): void {
  const [unpaired, others] = paired(pair, was.branches, is.branches, labelOf);
  const [gone, left] = paired(pair, unpaired, others, ({ value }) => canonicalJson(value));
  const [old, now] = [gone[0], left[0]];
  // One of each that nobody named is the same one, changed.
  if (gone.length === 1 && left.length === 1 && old && now && (labelOf(old) ?? labelOf(now)) === undefined) {
    pair.descend(schemaOf(old), schemaOf(now));
    return;
  }
  for (const branch of gone)
    pair.report({
      code: "variant-removed",
      relation: "narrowed",
      message: `${name} is never ${labelOf(branch) ?? "one of its variants"} any more ${where}.`,
      after: is.path,
      before: branch.path,
      isRemoval: true,
      part: schemaOf(branch),
      isGone: true,
    });
  for (const branch of left)
    pair.report({
      code: "variant-added",
      relation: "widened",
      message: `${name} may be ${labelOf(branch) ?? "a variant more"} now ${where}.`,
      after: branch.path,
      before: was.path,
    });
}

/** Pairs branches of one key, the first with the first, and compares them. @returns what is left of both, in its order */
function paired(
  pair: PairReporter,
  was: readonly Located[],
  is: readonly Located[],
  keyOf: (branch: Located) => string | undefined,
): readonly [was: readonly Located[], is: readonly Located[]] {
  const waiting = new Map<string, Located[]>();
  for (const branch of is.toReversed()) {
    const key = keyOf(branch);
    if (key !== undefined) {
      const same = waiting.get(key);
      if (same) same.push(branch);
      else waiting.set(key, [branch]);
    }
  }
  const taken = new Set<Located>();
  const gone: Located[] = [];
  for (const branch of was) {
    const key = keyOf(branch);
    const found = key === undefined ? undefined : waiting.get(key)?.pop();
    if (found) {
      taken.add(found);
      pair.descend(schemaOf(branch), schemaOf(found));
    } else gone.push(branch);
  }
  return [gone, is.filter((branch) => !taken.has(branch))];
}

function schemaOf(branch: Located): Schema {
  return { path: branch.path, parts: [branch] };
}

/** What a branch is called: the component that it is, or its title. */
function labelOf(branch: Located): string | undefined {
  const reference = referenceOf(branch);
  return reference === undefined ? textIn(branch, "title") : reference.split("/").at(-1);
}
