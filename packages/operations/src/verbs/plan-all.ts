import { type Digest, type Effects, type Finding, isBlocking } from "@towpath/core";
import { environmentsOf, mergeFindings } from "@towpath/manifest";
import { type Risk, worstRisk } from "@towpath/manifest/difference";
import type { Status } from "@towpath/report";
import { plansSections, plansSummary } from "../describe/plans-sections.ts";
import { worstStatus } from "../describe/worst-status.ts";
import { findManifests, MANIFEST_NAME } from "../documents/find-manifests.ts";
import { openManifest } from "../documents/open-documents.ts";
import { promotionOrder } from "../environment/promotion-order.ts";
import { refuseUnknownEnvironments } from "../environment/unknown-environments.ts";
import { causeOf, type Ending, operation } from "../operation.ts";
import { type Planned, planEach } from "../planning/plan-each.ts";
import type { BaseRequest } from "../trust/open-base.ts";
import type { PlanData } from "./plan.ts";

/** Which services to plan, in which environments, and what may be done for that. */
export interface PlanAllRequest {
  /** Files, folders or globs; `towpath.yaml` when empty. */
  readonly manifests: readonly string[];
  readonly platform?: string | undefined;
  /** All that each service is in when absent or empty. */
  readonly environments?: readonly string[] | undefined;
  /**
   * `always`: documents are compared, and nobody looks at what is there. `where-needed`: so for each environment that cannot
   * be looked at from here, and for each service whose platform the proposal changes. `never` when absent.
   */
  readonly offline?: "always" | "where-needed" | "never" | undefined;
  /** Why it is `always`, as a clause; without it, that it was asked for. */
  readonly offlineReason?: string | undefined;
  /** What the folder holds is someone's proposal: no driver, module or program of it is run. */
  readonly isUntrusted?: boolean | undefined;
  /** The commit that it is proposed for: documents are compared with it, and what a platform says counts as that has it. */
  readonly base?: BaseRequest | string | undefined;
  /** Only services that were touched since `base`, or else `since`. */
  readonly isChangedOnly?: boolean | undefined;
  readonly since?: BaseRequest | string | undefined;
  /** `data-loss:resources.db`, for each thing that plans may lose. */
  readonly allowed?: readonly string[] | undefined;
}

/** What would change for one service in one environment. */
export interface EnvironmentPlan {
  readonly service: string | null;
  readonly manifest: string;
  /** Null where the documents cannot be used, in whatever environment. */
  readonly environment: string | null;
  readonly status: Status;
  readonly summary: string;
  /** What stands for the changes and is to be approved; null where there is no plan. */
  readonly digest: Digest | null;
  /** Null where nobody knows. */
  readonly hasChanges: boolean | null;
  /** The worst of the changes; null where nobody knows. */
  readonly risk: Risk | null;
  /** Why nobody looked at what is there: documents were compared then. Null where somebody did. */
  readonly offline: string | null;
  /** As {@link import("./plan.ts").plan} gives it. */
  readonly data: PlanData | null;
}

/** What would change in all of them. */
export interface PlanAllData {
  /** By manifest, and for each in the order in which a release goes through the environments. */
  readonly plans: readonly EnvironmentPlan[];
}

/** Plans services in all their environments, for one page about all of them. Changes nothing. */
export const planAll = operation<PlanAllRequest, PlanAllData>("plan", async (request, effects) => {
  const all = await findManifests(request.manifests.length > 0 ? request.manifests : [MANIFEST_NAME], effects);
  const manifests = request.isChangedOnly ? await touchedOf(all, request, effects) : all;
  const left = all.length - manifests.length;
  const mayLook = await mayLookAt(manifests, request, effects);
  const made: Made[] = [];
  const known = new Set<string>();
  for (const manifest of manifests) made.push(...(await planService(manifest, request, known, mayLook, effects)));
  const isPartlyUnknown = left > 0 || made.some(({ environment }) => environment === null);
  refuseUnknownEnvironments(request.environments ?? [], known, isPartlyUnknown);
  return endingOf(made, left);
});

interface Made extends EnvironmentPlan {
  readonly result: Planned["result"];
}

async function planService(
  manifest: string,
  request: PlanAllRequest,
  known: Set<string>,
  mayLook: ReadonlySet<string> | undefined,
  effects: Effects,
): Promise<readonly Made[]> {
  const { platform, isUntrusted, base, allowed, offline = "never" } = request;
  const { service, platform: model } = await openManifest({ manifest, platform, isUntrusted }, effects);
  const about = { manifest, platform, isUntrusted, base, allowed, isLenient: offline === "where-needed" };
  const why =
    offline === "always"
      ? (request.offlineReason ?? "that was asked for")
      : mayLook?.has(manifest) === false
        ? "the proposal changes the platform, and credentials are for what the base says"
        : undefined;
  // Its documents say for themselves what is wrong with them.
  if (!service || !model) {
    const broken = { ...about, environment: "", offline: why ?? "its documents cannot be used" };
    return [madeOf(manifest, null, null, await planEach(broken, effects))];
  }
  const there = environmentsOf(service, model);
  for (const name of there) known.add(name);
  const wanted = request.environments ?? [];
  const chosen = wanted.length === 0 ? there : there.filter((name) => wanted.includes(name));
  const made: Made[] = [];
  for (const environment of promotionOrder(chosen, model)) {
    effects.signal.throwIfAborted();
    const planned = await planEach({ ...about, environment, offline: why }, effects);
    made.push(madeOf(manifest, service.name, environment, planned));
    if (planned.result.status === "interrupted") break;
  }
  return made;
}

function madeOf(
  manifest: string,
  service: string | null,
  environment: string | null,
  { result, offline }: Planned,
): Made {
  const { data, status, summary } = result;
  const changes = data?.plan?.changes ?? (data && "difference" in data ? data.difference.changes : undefined);
  return {
    service,
    manifest,
    environment,
    status,
    summary,
    digest: data?.plan?.changesDigest ?? null,
    hasChanges: data?.hasChanges ?? null,
    risk: changes === undefined ? null : worstRisk(changes.map(({ risk }) => risk)),
    offline: offline ?? null,
    data,
    result,
  };
}

/** Undefined where all may be planned with whatever this run has. */
async function mayLookAt(
  manifests: readonly string[],
  request: PlanAllRequest,
  effects: Effects,
): Promise<ReadonlySet<string> | undefined> {
  const { base, offline, isUntrusted } = request;
  if (!isUntrusted || base === undefined || offline === "always") return undefined;
  const [{ openProposal }, { withPlatformOfBase }] = await Promise.all([
    import("../trust/open-proposal.ts"),
    import("../trust/same-platform.ts"),
  ]);
  const proposal = await openProposal(base, effects);
  using _ = proposal.tree;
  return await withPlatformOfBase({ ...request, manifests }, proposal, effects);
}

async function touchedOf(
  manifests: readonly string[],
  { base, since = base }: PlanAllRequest,
  effects: Effects,
): Promise<readonly string[]> {
  if (since === undefined) return manifests;
  const { touchedSince } = await import("../trust/touched-by.ts");
  const found = await touchedSince(manifests, since, effects);
  return found ? manifests.filter((manifest) => found.touched.has(manifest)) : manifests;
}

function endingOf(made: readonly Made[], left: number): Ending<PlanAllData> {
  const services = new Set(made.map(({ service, manifest }) => service ?? manifest));
  const [only] = services.size === 1 ? made : [];
  return {
    status: worstStatus(made.map(({ status }) => status)),
    summary: plansSummary(made),
    ...(only?.service ? { service: only.service } : {}),
    findings: mergeFindings(made.flatMap(({ result }) => result.findings)).filter(isOfPlans),
    sections: plansSections(made, left),
    data: { plans: made.map(({ result: _, ...plan }) => plan) },
    cause: made.map(({ result }) => causeOf(result)).find((cause) => cause !== undefined),
  };
}

/** Advice is for a check to give, once: beside a plan stands what stands against it. */
function isOfPlans(finding: Finding): boolean {
  return isBlocking(finding) || !["fail", "upcoming", "waived"].includes(finding.outcome);
}
