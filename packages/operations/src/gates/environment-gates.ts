import type { Digest, Effects, Finding } from "@towpath/core";
import {
  approvalsGate,
  approvalsOf,
  failedDigestGate,
  freezeGate,
  freezeOverrideOf,
  type Gate,
  namedGate,
  promotionGate,
  supersededGate,
} from "@towpath/delivery";
import type { Graph } from "@towpath/manifest";
import type { StateStore } from "@towpath/provisioning";
import type { OpenGraph } from "../documents/open-documents.ts";
import type { World } from "../environment/open-world.ts";
import { requiredEvidence } from "../evidence/on-record.ts";
import { authorsHere, membersHere } from "./people.ts";
import { policyGate } from "./policy-gate.ts";
import { openSource, promotedFrom } from "./promotion-source.ts";

/** What the gates of a deployment are made of. */
export interface GateSources {
  readonly world: World;
  readonly opened: OpenGraph;
  /** What the rules say of the service here. */
  readonly findings: readonly Finding[];
  readonly effects: Effects;
}

/** Everything that a release must pass on its way into an environment, in the order in which it is told. */
export function deployGates(sources: GateSources): readonly Gate[] {
  const { opened, findings, effects } = sources;
  return [
    policyGate(findings),
    requiredEvidence(opened, effects),
    contracts(sources),
    namedGate("freeze", async ({ state, graph, release, now }) =>
      freezeGate(...(await frozenBy({ state, graph, digest: release.artifact.digest, now }, opened, effects))),
    ),
    approvals(sources),
    promotion(sources),
    failedDigestGate,
    supersededGate,
  ];
}

/** What {@link freezeGate} takes. Where teams approve, one of their members confirms an override. */
export async function frozenBy(
  { state, graph: { environment, service }, digest, now }: Frozen,
  { platform }: Pick<OpenGraph, "platform">,
  effects: Effects,
): Promise<Parameters<typeof freezeGate>> {
  const { freeze = [], approvals } = environment.gates ?? {};
  if (freeze.length === 0) return [freeze, now];
  const teams = approvals?.by ?? [];
  const members = await membersHere(platform, teams, effects);
  const confirming = new Set(teams.flatMap((team) => members(team) ?? []).map(accountOf));
  const mayConfirm = (person: string): boolean => teams.length === 0 || confirming.has(accountOf(person));
  const override = await freezeOverrideOf(state, service.name, environment.name, digest, mayConfirm);
  return override ? [freeze, now, override] : [freeze, now];
}

/** What is to be let through: a release's artifact, or a plan, by its digest. */
export interface Frozen {
  readonly state: StateStore;
  readonly graph: Graph;
  readonly digest: Digest;
  readonly now: Date;
}

function accountOf(person: string): string {
  return person.replace(/^@/, "").toLowerCase();
}

function approvals({ opened: { platform }, effects }: GateSources): Gate {
  return namedGate("approvals", async ({ graph, state, release, previous, actor, signal }) => {
    const { environment, service } = graph;
    const asked = environment.gates?.approvals;
    if (!asked) return approvalsGate(asked, [], { actor, authors: [] }, () => []);
    const here = { ...effects, signal };
    const given = await approvalsOf(state, service.name, environment.name, release.artifact.digest);
    const authors = await authorsHere({ folder: service.folder, release, previous, approvals: given }, here);
    return approvalsGate(asked, given, { actor, authors }, await membersHere(platform, asked.by, here));
  });
}

function contracts({ world, opened, effects }: GateSources): Gate {
  return namedGate("contracts", async (facts) => {
    const { releaseContractsGate } = await import("../contracts/release-contracts-gate.ts");
    return releaseContractsGate(opened, world.artifacts, effects)(facts);
  });
}

function promotion({ world, opened, effects }: GateSources): Gate {
  return namedGate("promotion", async ({ graph, release, now, state }) => {
    const { promoteFrom, ...environment } = graph.environment;
    const from = promotedFrom(environment.name, opened);
    if (from === undefined || !promoteFrom) return promotionGate(state, { ...graph, environment }, release, now);
    const source = await openSource(from, world, opened, effects);
    const here = { ...graph, environment: { ...environment, promoteFrom: { ...promoteFrom, environment: from } } };
    return promotionGate(source.state, here, release, now);
  });
}
