import { address, canonicalJson, isJsonObject, type Json, own } from "@towpath/core";
import type { NestedSetting } from "../generated/resource-type.ts";
import type { ChangeEffect, GraphSetting } from "../graph/graph-resource.ts";

/** What changing a thing that exists comes to: what grows only is updated when it grows, and replaced otherwise. */
export type Effect = Exclude<ChangeEffect, "grow-only">;

/** How the members of a setting change where they say so themselves, by their path in it; `*` is any item of a list. */
export function nestedChanges(definition: NestedSetting): Readonly<Record<string, ChangeEffect>> | undefined {
  const changes: Record<string, ChangeEffect> = {};
  const walk = ({ properties = {}, items }: NestedSetting, path: readonly string[]): void => {
    const members: readonly (readonly [string, NestedSetting])[] = [
      ...Object.entries(properties),
      ...(items ? [["*", items] as const] : []),
    ];
    for (const [name, nested] of members) {
      const here = [...path, name];
      if (nested.change) changes[address(...here)] = nested.change;
      walk(nested, here);
    }
  };
  walk(definition, []);
  return Object.keys(changes).length === 0 ? undefined : changes;
}

/**
 * What it takes to change a part of a setting from one value to another: the effects of all that differs, each once.
 *
 * @param path of the part within the setting; empty for the setting itself
 */
export function changeEffects(
  { change, nestedChanges: nested = {} }: Pick<GraphSetting, "change" | "nestedChanges">,
  path: readonly string[],
  before: Json | undefined,
  after: Json | undefined,
): readonly Effect[] {
  const found = new Set<Effect>();
  const effectAt = (at: readonly string[], inherited: ChangeEffect): ChangeEffect =>
    at.length === 0 ? inherited : (own(nested, address(...at)) ?? inherited);
  const visit = (
    at: readonly string[],
    inherited: ChangeEffect,
    from: Json | undefined,
    to: Json | undefined,
  ): void => {
    if (isSame(from, to)) return;
    const effect = effectAt(at, inherited);
    const [a, b] = [from ?? {}, to ?? {}];
    if ((isJsonObject(from) || isJsonObject(to)) && isJsonObject(a) && isJsonObject(b)) {
      for (const name of new Set([...Object.keys(a), ...Object.keys(b)]))
        visit([...at, name], effect, own(a, name), own(b, name));
      return;
    }
    if (Array.isArray(from) && Array.isArray(to) && from.length === to.length && effect !== "grow-only") {
      const [olds, news]: readonly (readonly Json[])[] = [from, to];
      for (const [index, item] of (olds ?? []).entries()) visit([...at, "*"], effect, item, news?.[index]);
      return;
    }
    found.add(effect === "grow-only" ? (isGrowth(from, to) ? "update" : "replace") : effect);
  };
  const above = path
    .slice(0, -1)
    .reduce<ChangeEffect>((effect, _, index) => effectAt(path.slice(0, index + 1), effect), change);
  visit(path, above, before, after);
  return [...found];
}

function isGrowth(before: Json | undefined, after: Json | undefined): boolean {
  if (before === undefined) return true;
  if (typeof before === "number" && typeof after === "number") return after >= before;
  if (!Array.isArray(before) || !Array.isArray(after)) return false;
  const there: readonly Json[] = after;
  return before.every((item: Json) => there.some((other) => isSame(item, other)));
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || canonicalJson(a) === canonicalJson(b);
}
