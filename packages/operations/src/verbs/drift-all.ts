import type { Effects, Finding } from "@towpath/core";
import { environmentsOf, mergeFindings } from "@towpath/manifest";
import type { WaiverStanding } from "@towpath/policy/waivers";
import type { Result, Section, Status } from "@towpath/report";
import { counted } from "../describe/counted.ts";
import { worstStatus } from "../describe/worst-status.ts";
import { findManifests, MANIFEST_NAME } from "../documents/find-manifests.ts";
import { openManifest } from "../documents/open-documents.ts";
import { promotionOrder } from "../environment/promotion-order.ts";
import { refuseUnknownEnvironments } from "../environment/unknown-environments.ts";
import { InvalidDocuments } from "../errors.ts";
import { causeOf, operation } from "../operation.ts";
import { type DriftData, drift } from "./drift.ts";
import { waiverList } from "./waiver-list.ts";

/** Which services to look at, and in which environments. */
export interface DriftAllRequest {
  /** Files, folders or globs; `towpath.yaml` when empty. */
  readonly manifests: readonly string[];
  readonly platform?: string | undefined;
  /** All that each service is in when absent or empty. */
  readonly environments?: readonly string[] | undefined;
  /** Waivers are told of that end within so many days, and those that have; none when absent. */
  readonly waiverDays?: number | undefined;
}

/** What is not as it was left, for one service in one environment. */
export interface EnvironmentDrift {
  readonly service: string;
  readonly manifest: string;
  readonly environment: string;
  readonly status: Status;
  readonly summary: string;
  /** Null where it could not be looked at. */
  readonly data: DriftData | null;
}

/** What is not as it was left, in all of them. */
export interface DriftAllData {
  readonly drifts: readonly EnvironmentDrift[];
  /** Waivers that end soon or have ended. */
  readonly waivers: readonly WaiverStanding[];
}

/**
 * Holds what is there against what was applied and deployed, for services in all their environments, for one page about all
 * of them. Changes nothing. Fails where something drifted, could not be looked at, or is waived by what has ended.
 */
export const driftAll = operation<DriftAllRequest, DriftAllData>("drift", async (request, effects) => {
  const { platform, environments: wanted = [], waiverDays } = request;
  const patterns = request.manifests.length > 0 ? request.manifests : [MANIFEST_NAME];
  const manifests = await findManifests(patterns, effects);
  const found: Found[] = [];
  const known = new Set<string>();
  for (const manifest of manifests) {
    const { service, platform: model, findings } = await openManifest({ manifest, platform }, effects);
    if (!service || !model) throw new InvalidDocuments(findings);
    const there = environmentsOf(service, model);
    for (const name of there) known.add(name);
    const chosen = wanted.length === 0 ? there : there.filter((name) => wanted.includes(name));
    for (const environment of promotionOrder(chosen, model)) {
      effects.signal.throwIfAborted();
      const result = await drift({ manifest, platform, environment }, effects);
      const { status, summary, data } = result;
      found.push({ service: service.name, manifest, environment, status, summary, data, result });
    }
  }
  refuseUnknownEnvironments(wanted, known, false);
  const ended = waiverDays === undefined ? NO_WAIVERS : await endingWaivers(request, waiverDays, effects);
  return {
    status: worstStatus([...found.map(({ status }) => status), ended.status]),
    summary: summaryOf(found, ended.waivers),
    findings: mergeFindings([...found.flatMap(({ result }) => result.findings), ...ended.findings]),
    sections: sectionsOf(found, ended.waivers),
    data: { drifts: found.map(({ result: _, ...one }) => one), waivers: ended.waivers },
    cause: found.map(({ result }) => causeOf(result)).find((cause) => cause !== undefined),
  };
});

interface Found extends EnvironmentDrift {
  readonly result: Result<DriftData | null>;
}

interface EndingWaivers {
  readonly waivers: readonly WaiverStanding[];
  readonly findings: readonly Finding[];
  readonly status: Status;
}

const NO_WAIVERS: EndingWaivers = { waivers: [], findings: [], status: "ok" };

async function endingWaivers(
  { manifests, platform }: DriftAllRequest,
  days: number,
  effects: Effects,
): Promise<EndingWaivers> {
  const { data, findings, status } = await waiverList({ manifests, platform }, effects);
  const waivers = (data?.waivers ?? []).filter(({ state, daysLeft }) => state === "expired" || daysLeft <= days);
  return { waivers, findings, status };
}

function summaryOf(found: readonly Found[], waivers: readonly WaiverStanding[]): string {
  const drifted = found.filter(({ data }) => data?.hasDrifted).length;
  const unseen = found.filter(({ data }) => data === null).length;
  const isWell = drifted === 0 && unseen === 0;
  const parts = [
    isWell ? "everything is as it was left" : "",
    drifted === 0 ? "" : `drift in ${drifted}`,
    unseen === 0 ? "" : `${unseen} could not be looked at`,
    waivers.length === 0 ? "" : `${counted(waivers.length, "waiver")} at an end`,
  ];
  const services = new Set(found.map(({ service }) => service)).size;
  const about = `${counted(services, "service")} in ${counted(found.length, "environment")}`;
  return `${about}: ${parts.filter(Boolean).join("; ")}.`;
}

function sectionsOf(found: readonly Found[], waivers: readonly WaiverStanding[]): readonly Section[] {
  const rows = found.map(({ service, environment, summary, data }) => [service, environment, stateOf(data), summary]);
  const overview: readonly Section[] =
    found.length === 0 ? [] : [{ kind: "table", head: ["service", "environment", "drift", "in a sentence"], rows }];
  const back = found.flatMap(({ service, environment, result }) =>
    result.sections.map((section) => ({
      ...section,
      title: `${service} in ${environment}: ${section.title ?? "more"}`,
    })),
  );
  return [...overview, ...back, ...waiverTable(waivers)];
}

function stateOf(data: DriftData | null): string {
  if (data === null) return "could not be looked at";
  if (data.hasDrifted) return "drifted";
  return data.hasApplied ? "as it was left" : "not applied yet";
}

function waiverTable(waivers: readonly WaiverStanding[]): readonly Section[] {
  if (waivers.length === 0) return [];
  const rows = waivers.map(({ id, rule, subject, expires, daysLeft, owner }) => [
    id,
    rule,
    subject.service ?? subject.file ?? "",
    expires,
    daysLeft < 0 ? "ended" : String(daysLeft),
    owner ?? "",
  ]);
  return [
    {
      kind: "table",
      title: "Waivers that end",
      head: ["waiver", "rule", "for", "last day", "days left", "owner"],
      rows,
    },
  ];
}
