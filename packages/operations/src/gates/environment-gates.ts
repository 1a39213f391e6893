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
import { authorsOf, withLocalAccounts } from "./authors.ts";
import { policyGate } from "./policy-gate.ts";
import { openSource, promotedFrom } from "./promotion-source.ts";
import { teamMembers } from "./team-members.ts";

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
  const { opened, findings } = sources;
  return [
    policyGate(findings),
    namedGate("freeze", async ({ state, graph, release, now }) =>
      freezeGate(...(await frozenBy(state, graph, release.artifact.digest, opened, now))),
    ),
    approvals(sources),
    promotion(sources),
    failedDigestGate,
    supersededGate,
  ];
}

/** What {@link freezeGate} takes. Where teams approve, one of their members confirms an override. */
export async function frozenBy(
  state: StateStore,
  { environment: { name, gates }, service }: Graph,
  digest: Digest,
  { platform }: Pick<OpenGraph, "platform">,
  now: Date,
): Promise<Parameters<typeof freezeGate>> {
  const freezes = gates?.freeze ?? [];
  if (freezes.length === 0) return [freezes, now];
  const teams = gates?.approvals?.by ?? [];
  const members = teams.flatMap(teamMembers(platform)).flatMap((member) => member ?? []);
  const mayConfirm = (person: string): boolean =>
    teams.length === 0 || members.some((member) => accountOf(member) === accountOf(person));
  const override = await freezeOverrideOf(state, service.name, name, digest, mayConfirm);
  return override ? [freezes, now, override] : [freezes, now];
}

function accountOf(person: string): string {
  return person.replace(/^@/, "").toLowerCase();
}

function approvals({ opened: { platform } }: GateSources): Gate {
  return namedGate("approvals", async ({ graph, state, release, previous, actor, signal }) => {
    const { environment, service } = graph;
    const asked = environment.gates?.approvals;
    if (!asked) return approvalsGate(asked, [], { actor, authors: [] }, () => []);
    const given = await approvalsOf(state, service.name, environment.name, release.artifact.digest);
    const authors = await authorsOf(service.folder, release, previous, signal);
    return approvalsGate(
      asked,
      given,
      { actor, authors: authors && withLocalAccounts(authors, given) },
      teamMembers(platform),
    );
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
