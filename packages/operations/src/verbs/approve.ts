import { type Effects, shortDigest } from "@towpath/core";
import {
  type Approval,
  type Deployment,
  freezeOverrideOf,
  lastSucceeded,
  type Release,
  recentDeployments,
  recordApproval,
} from "@towpath/delivery";
import type { Section } from "@towpath/report";
import { findRelease } from "../deploying/find-release.ts";
import { type EnvironmentRequest, type OpenGraph, openGraph } from "../documents/open-documents.ts";
import { approvedDigest } from "../environment/approval.ts";
import { openWorkshop, type World } from "../environment/open-world.ts";
import { refuseToVanish } from "../environment/refuse-to-vanish.ts";
import { authorsHere, membersHere } from "../gates/people.ts";
import { personHere } from "../gates/person-here.ts";
import { operation } from "../operation.ts";

/** What to agree to, and why. */
export interface ApproveRequest extends EnvironmentRequest {
  /** Digest of an artifact, or its beginning, or the folder of its bundle; what waits when absent. */
  readonly release?: string | undefined;
  /** The digest of a plan's changes, instead. */
  readonly plan?: string | undefined;
  readonly reason?: string | undefined;
}

/** What was agreed to. */
export interface ApproveData {
  readonly approval: Approval;
  /** Null where it is a plan. */
  readonly release: Release | null;
}

/**
 * Records that whoever runs it agrees to one release, or one plan, in one environment. Another digest is another matter. It
 * changes nothing there and waits for nobody.
 */
export const approve = operation<ApproveRequest, ApproveData>("approve", async (request, effects) => {
  const opened = await openGraph(request, effects);
  const { graph } = opened;
  if (request.plan !== undefined) approvedDigest(request.plan, "--plan");
  refuseToVanish(graph.environment, effects);
  const world = await openWorkshop(graph, effects, undefined, opened);
  const release = request.plan === undefined ? await waiting(world, opened, request.release, effects) : undefined;
  const digest = release?.artifact.digest ?? approvedDigest(request.plan ?? "", "--plan");
  const { run } = world.context.holder;
  const by = personHere(world.context.holder, effects);
  const [service, environment] = [graph.service.name, graph.environment.name];
  const { reason } = request;
  const approval = await recordApproval(world.state, {
    v: 1,
    service,
    environment,
    digest,
    by,
    run,
    at: effects.clock.now().toISOString(),
    ...(reason === undefined ? {} : { reason }),
  });
  const what = release
    ? `${service} ${release.version} (${shortDigest(digest)})`
    : `the plan ${shortDigest(digest)} of ${service}`;
  return {
    status: "ok",
    summary: `${by} agrees that ${what} ${release ? "goes into" : "is carried out in"} ${environment}.`,
    service,
    environment,
    sections: await sectionsOf(world, opened, approval, release, effects),
    data: { approval, release: release ?? null },
  };
});

/** What was refused last, for it is what somebody waits with; else what would be deployed. */
async function waiting(
  world: World,
  opened: OpenGraph,
  wanted: string | undefined,
  effects: Effects,
): Promise<Release> {
  if (wanted !== undefined) return findRelease(world, opened, wanted, effects);
  const { graph, state } = world;
  const [newest] = await recentDeployments(state, graph.service.name, graph.environment.name);
  return newest?.verdict === "refused" ? newest.release : findRelease(world, opened, undefined, effects);
}

async function sectionsOf(
  { graph, state }: World,
  { platform }: Pick<OpenGraph, "platform">,
  approval: Approval,
  release: Release | undefined,
  effects: Effects,
): Promise<readonly Section[]> {
  const { service, environment } = graph;
  const before = await lastSucceeded(state, service.name, environment.name);
  const override = await freezeOverrideOf(state, service.name, environment.name, approval.digest);
  const doubt =
    (await strangerTo(environment.gates?.approvals?.by ?? [], platform, approval, effects)) ??
    (release && (await doubtOf(graph.service.folder, approval, release, before, effects)));
  const fields = [
    { name: "digest", value: approval.digest },
    ...(release?.commit === undefined ? [] : [{ name: "commit", value: release.commit }]),
    ...(release ? [{ name: "now there", value: before ? shownRelease(before) : "nothing" }] : []),
    { name: "approved by", value: approval.by },
    ...(override ? [{ name: "freeze", value: `${override.by} asks to pass it: ${override.reason}` }] : []),
    ...(doubt === undefined ? [] : [{ name: "does not count", value: doubt }]),
  ];
  return [{ kind: "fields", fields }];
}

function shownRelease({ version, artifact }: Deployment): string {
  return `${version} (${shortDigest(artifact.digest)})`;
}

/** That somebody is in none of the teams that are asked is said at once, too, where all of their members are known. */
async function strangerTo(
  teams: readonly string[],
  platform: OpenGraph["platform"],
  { by }: Approval,
  effects: Effects,
): Promise<string | undefined> {
  if (teams.length === 0) return undefined;
  const members = await membersHere(platform, teams, effects).catch(() => undefined);
  const known = teams.map((team) => members?.(team));
  const isIn = known.some((some) => some === undefined || some.some((one) => accountOf(one) === accountOf(by)));
  return isIn ? undefined : `${by} is not one of ${teams.join(", ")}, who are asked`;
}

function accountOf(person: string): string {
  return person.replace(/^@/, "").toLowerCase();
}

/** That somebody's own work does not count is said at once, and not when it is deployed. */
async function doubtOf(
  folder: string,
  approval: Approval,
  release: Release,
  before: Deployment | undefined,
  effects: Effects,
): Promise<string | undefined> {
  const brought = { folder, release, previous: before, approvals: [approval] };
  // The approval is on record; who cannot say whose work it is says nothing here, and the gate says so.
  const authors = (await authorsHere(brought, effects).catch(() => undefined)) ?? [];
  const isOwn = authors.some((author) => accountOf(author) === accountOf(approval.by));
  return isOwn ? `${approval.by} wrote some of it; where approvals are asked for, somebody else's are` : undefined;
}
