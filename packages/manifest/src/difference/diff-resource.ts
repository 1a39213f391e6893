import type { Address } from "@towpath/core";
import type { GraphResource } from "../graph/graph-resource.ts";
import type { Difference } from "./difference.ts";
import { factDifferences, hidden } from "./fact.ts";
import type { GraphChange } from "./graph-difference.ts";
import type { Pair } from "./pair-things.ts";
import { type Reading, readDifferences, readRemoval, readReplacement } from "./read-differences.ts";
import { resourceFacts } from "./resource-facts.ts";
import { worstRisk } from "./risk.ts";

/** What differs in a resource; undefined where nothing does. */
export function diffResource({ before, after, from }: Pair<GraphResource>): GraphChange | undefined {
  if (!after) return before && { ...headOf(before), ...readRemoval(before), diff: [] };
  const facts = { before: before ? resourceFacts(before) : [], after: resourceFacts(after) };
  const raw = factDifferences(facts.before, facts.after);
  const diff = hidden(raw, [...facts.before, ...facts.after]);
  const head = headOf(after);
  if (!before)
    return { ...head, action: "create", risk: "none", reasons: [], diff: diff.filter(({ path }) => isOwn(path)) };
  const moved = from === undefined ? [] : movedFrom(from, after.address);
  if (raw.length === 0)
    return from === undefined
      ? undefined
      : { ...head, action: "move", risk: "none", reasons: [`Renamed from ${from}; the thing stays.`], diff: moved };
  const reading = read(before, after, raw);
  const reasons = [...(from === undefined ? [] : [`Renamed from ${from}; the thing stays.`]), ...reading.reasons];
  return { ...head, ...reading, reasons, diff: [...moved, ...diff] };
}

function headOf({ address, type, engine }: GraphResource): Pick<GraphChange, "part" | "address" | "type" | "engine"> {
  return { part: "resource", address, type, engine };
}

/** What a service says of its resource. The rest of a new one follows from its type, or stands in the head of the change. */
function isOwn(path: string): boolean {
  return /^(?:variant|version|size|share|settings|values)(?:\.|$)/.test(path);
}

function movedFrom(before: Address, after: Address): readonly Difference[] {
  return [{ path: "address", before, after, unknown: false, secret: false }];
}

function read(before: GraphResource, after: GraphResource, raw: readonly Difference[]): Reading {
  if (before.type !== after.type)
    return readReplacement(after, [`The type changes from ${before.type} to ${after.type}.`]);
  if (before.recipe.kind !== after.recipe.kind || before.recipe.driver !== after.recipe.driver)
    return readReplacement(after, ["Another driver makes it now."]);
  if (before.engine !== after.engine)
    return readReplacement(after, [`It is placed on engine ${after.engine}, and was on ${before.engine}.`]);
  const reading = readDifferences(after, raw);
  if (reading.action === "replace") return reading;
  const open = [
    ...(raw.some(({ unknown }) => unknown) ? ["It depends on values that are known only when others are there."] : []),
    ...(raw.some(({ path }) => /^recipe(?:\.|$)/.test(path))
      ? ["The recipe makes it in another way; what that does is for its engine to say."]
      : []),
  ];
  return open.length === 0
    ? reading
    : { ...reading, risk: worstRisk([reading.risk, "unknown"]), reasons: [...reading.reasons, ...open] };
}
