import { type Effects, type Finding, makeFinding, shortDigest } from "@towpath/core";
import {
  type Approval,
  type Deployment,
  type FreezeOverride,
  freezeOverrideOf,
  lastSucceeded,
  type Release,
  recentDeployments,
  recordApproval,
} from "@towpath/delivery";
import { findRelease } from "../deploying/find-release.ts";
import { type EnvironmentRequest, type OpenGraph, openGraph } from "../documents/open-documents.ts";
import { approvedDigest } from "../environment/approval.ts";
import { openWorkshop, type World } from "../environment/open-world.ts";
import { refuseToVanish } from "../environment/refuse-to-vanish.ts";
import type { OperationErrorCode } from "../errors.ts";
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
 * changes nothing there and waits for nobody. What will not count is on record like any other, and fails at once.
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
  const before = await lastSucceeded(world.state, service, environment);
  const override = await freezeOverrideOf(world.state, service, environment, digest);
  const isAsked = (graph.environment.gates?.approvals?.count ?? 0) > 0 || override !== undefined;
  const doubt = isAsked ? await doubtOf({ opened, approval, release, before, override }, effects) : undefined;
  return {
    status: doubt === undefined ? "ok" : "failed",
    summary:
      doubt === undefined
        ? `${by} agrees that ${what} ${release ? "goes into" : "is carried out in"} ${environment}.`
        : `That ${by} agrees to ${what} in ${environment} is on record, and does not count.`,
    service,
    environment,
    findings: doubt === undefined ? [] : [notCounted(approval, doubt, graph)],
    sections: [{ kind: "fields", fields: fieldsOf({ approval, release, before, override }, isAsked) }],
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

/** An approval, and what it meets. */
interface Approved {
  readonly approval: Approval;
  /** Absent where it is a plan. */
  readonly release: Release | undefined;
  /** What serves there now. */
  readonly before: Deployment | undefined;
  readonly override: FreezeOverride | undefined;
}

function fieldsOf(
  { approval, release, before, override }: Approved,
  isAsked: boolean,
): readonly { readonly name: string; readonly value: string }[] {
  return [
    { name: "digest", value: approval.digest },
    ...(release?.commit === undefined ? [] : [{ name: "commit", value: release.commit }]),
    ...(release ? [{ name: "now there", value: before ? shownRelease(before) : "nothing" }] : []),
    { name: "approved by", value: approval.by },
    ...(override ? [{ name: "freeze", value: `${override.by} asks to pass it: ${override.reason}` }] : []),
    ...(isAsked ? [] : [{ name: "asked for", value: `nothing: ${approval.environment} asks for no approvals` }]),
  ];
}

function shownRelease({ version, artifact }: Deployment): string {
  return `${version} (${shortDigest(artifact.digest)})`;
}

function notCounted(
  { by, digest }: Approval,
  doubt: string,
  { environment: { name, gates }, service }: OpenGraph["graph"],
): Finding {
  const code = "operation/approval-not-counted" satisfies OperationErrorCode;
  const teams = gates?.approvals?.by ?? [];
  return makeFinding({
    code,
    message: `The approval of ${by} does not count: ${doubt}.`,
    docs: `packages/operations/docs/errors.md#${code.replace("/", "-")}`,
    service: service.name,
    suggestions: [
      `Let somebody else approve${teams.length === 0 ? "" : `, of ${teams.join(" or ")}`}, who neither wrote it nor asks for it nor deploys it.`,
    ],
    discriminator: `${by} ${name} ${digest}`,
  });
}

/** Why an approval will not count, as a clause: that is said at once, and not when it is deployed. */
async function doubtOf(
  { opened: { graph, platform }, approval, release, before, override }: Approved & { readonly opened: OpenGraph },
  effects: Effects,
): Promise<string | undefined> {
  const teams = graph.environment.gates?.approvals?.by ?? [];
  const isStranger = await isStrangerTo(teams, platform, approval, effects);
  if (isStranger) return `${approval.by} is not one of ${teams.join(", ")}, who are asked`;
  const { folder } = graph.service;
  const isAsked = (graph.environment.gates?.approvals?.count ?? 0) > 0;
  if (
    isAsked &&
    release &&
    (await isOwnWork({ folder, release, previous: before, approvals: [approval] }, approval, effects))
  )
    return `${approval.by} wrote some of what it brings`;
  return override && accountOf(override.by) === accountOf(approval.by)
    ? `${approval.by} asks to pass the freeze, and somebody else has to agree`
    : undefined;
}

/** False where not all members of the teams are known: the gate says so. */
async function isStrangerTo(
  teams: readonly string[],
  platform: OpenGraph["platform"],
  { by }: Approval,
  effects: Effects,
): Promise<boolean> {
  if (teams.length === 0) return false;
  const members = await membersHere(platform, teams, effects).catch(() => undefined);
  const known = teams.map((team) => members?.(team));
  return !known.some((some) => some === undefined || some.some((one) => accountOf(one) === accountOf(by)));
}

async function isOwnWork(
  brought: Parameters<typeof authorsHere>[0],
  { by }: Approval,
  effects: Effects,
): Promise<boolean> {
  // The approval is on record; who cannot say whose work it is says nothing here, and the gate says so.
  const authors = (await authorsHere(brought, effects).catch(() => undefined)) ?? [];
  return authors.some((author) => accountOf(author) === accountOf(by));
}

function accountOf(person: string): string {
  return person.replace(/^@/, "").toLowerCase();
}
