import { type Address, compareText, digestJson } from "@towpath/core";
import type { Graph, GraphContract } from "../graph/graph.ts";
import { graphDigest } from "../graph/graph-digest.ts";
import { diffResource } from "./diff-resource.ts";
import { diffWorkload } from "./diff-workload.ts";
import { type Fact, factDifferences } from "./fact.ts";
import type { GraphAction, GraphChange, GraphDifference, GraphPart } from "./graph-difference.ts";
import { type Pair, pairThings } from "./pair-things.ts";
import type { Reading } from "./read-differences.ts";
import { consumptionFacts, contractFacts, environmentFacts, secretFacts, serviceFacts } from "./service-facts.ts";

/**
 * What differs between two graphs of one service in one environment. Pure, and no plan: it says what the documents ask for
 * now and did not ask for before, and knows nothing of what is really there.
 *
 * @param before undefined where there was nothing
 */
export function diffGraphs(before: Graph | undefined, after: Graph): GraphDifference {
  const changes = [
    ...pairThings(before?.resources ?? [], after.resources, after.moved).map(diffResource),
    ...pairThings(before?.workloads ?? [], after.workloads, after.moved).map(diffWorkload),
    ...plain("secret", before?.secrets, after.secrets, secretFacts, secretReading),
    ...plain("exposes", before?.exposes, after.exposes, contractFacts, contractReading),
    ...plain("consumes", before?.consumes, after.consumes, consumptionFacts),
    ...ofService(before, after),
    before && ofFacts("environment", "environment", environmentFacts(before), environmentFacts(after)),
  ].filter((change) => change !== undefined);
  const sorted = changes
    .map((change) => ({ ...change, diff: change.diff.toSorted((a, b) => compareText(a.path, b.path)) }))
    .sort((a, b) => compareText(a.address, b.address));
  return {
    difference: 1,
    service: after.service.name,
    environment: after.environment.name,
    ...(before ? { before: graphDigest(before) } : {}),
    after: graphDigest(after),
    digest: digestOf(after, sorted),
    changes: sorted,
    summary: summarize(sorted),
  };
}

type Read<T> = (pair: Pair<T>) => Pick<Reading, "risk" | "reasons">;
const HARMLESS = { risk: "none", reasons: [] } as const;

/** The changes of things that are made by nobody: they are there by being named. */
function plain<T extends { readonly address: Address }>(
  part: GraphPart,
  before: readonly T[] | undefined,
  after: readonly T[],
  facts: (thing: T) => readonly Fact[],
  read: Read<T> = () => HARMLESS,
): readonly GraphChange[] {
  return pairThings(before ?? [], after, []).flatMap((pair) => {
    const thing = pair.after ?? pair.before;
    if (!thing) return [];
    const olds = pair.before && facts(pair.before);
    const change = ofFacts(part, thing.address, olds, pair.after && facts(pair.after));
    return change ? [{ ...change, ...read(pair) }] : [];
  });
}

function ofFacts(
  part: GraphPart,
  address: Address,
  before: readonly Fact[] | undefined,
  after: readonly Fact[] | undefined,
): GraphChange | undefined {
  const head = { part, address, type: part, ...HARMLESS };
  if (!after) return before && { ...head, action: "delete", diff: [] };
  const diff = factDifferences(before ?? [], after);
  if (before && diff.length === 0) return undefined;
  return { ...head, action: before ? "update" : "create", diff };
}

function ofService(before: Graph | undefined, after: Graph): readonly GraphChange[] {
  if (!before) return [];
  const [olds, news] = [serviceFacts(before), serviceFacts(after)];
  return [...new Set([...olds.keys(), ...news.keys()])].flatMap(
    (address) => ofFacts("service", address, olds.get(address), news.get(address)) ?? [],
  );
}

const secretReading: Read<unknown> = ({ before, after }) =>
  before && after ? { risk: "none", reasons: ["Its value comes from elsewhere with the next deployment."] } : HARMLESS;

const contractReading: Read<GraphContract> = ({ before, after }) => {
  if (!before) return HARMLESS;
  if (!after) return { risk: "downtime", reasons: ["Others may rely on it."] };
  const { allow } = after;
  const isNarrower = allow !== undefined && !(before.allow?.every((team) => allow.includes(team)) ?? false);
  return before.kind !== after.kind || isNarrower
    ? { risk: "unknown", reasons: ["Others may rely on what it was."] }
    : HARMLESS;
};

function digestOf({ service, environment }: Graph, changes: readonly GraphChange[]) {
  return digestJson({
    service: service.name,
    environment: environment.name,
    changes: changes.map(({ reasons: _, diff, ...change }) => ({
      ...change,
      diff: diff.map(({ origin: __, ...difference }) => difference),
    })),
  });
}

function summarize(changes: readonly GraphChange[]): GraphDifference["summary"] {
  const summary: Record<GraphAction, number> = {
    create: 0,
    update: 0,
    upgrade: 0,
    replace: 0,
    delete: 0,
    retain: 0,
    move: 0,
  };
  for (const { action } of changes) summary[action] += 1;
  return summary;
}
