import { type Effects, type Finding, isBlocking } from "@towpath/core";
import type { Release } from "@towpath/delivery";
import { applyEnvironment, type Outcome, type Plan, planEnvironment, prepareEnvironment } from "@towpath/provisioning";
import type { Section } from "@towpath/report";
import { endingOf } from "../deploying/ending-of.ts";
import { putOut } from "../deploying/put-out.ts";
import { planSections } from "../describe/plan-sections.ts";
import { whereToLook } from "../describe/where-to-look.ts";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { closedEnding, withoutConsentEnding } from "../environment/approval.ts";
import { refuseUnknownConsent, withoutConsented } from "../environment/consent.ts";
import { openChecked, withRules } from "../environment/guard.ts";
import { alone, openWorld, requireWorkloadHost, stopAll, type World } from "../environment/open-world.ts";
import { refusedByRules } from "../environment/refused-by-rules.ts";
import { askChangeGates } from "../gates/change-gates.ts";
import { deployGates } from "../gates/environment-gates.ts";
import { lockGate } from "../gates/lock-gate.ts";
import { type Ending, operation } from "../operation.ts";
import { type PlatformSource, platformSections } from "../platform/platform-source.ts";
import { type ApplyData, applied } from "./apply.ts";
import { makeRelease } from "./build.ts";
import type { DeployData } from "./deploy.ts";

/** What to bring up, and what may be lost on the way. */
export interface UpRequest extends EnvironmentRequest {
  /** `data-loss:resources.db`, for each thing that may be lost. */
  readonly allowed?: readonly string[] | undefined;
}

/** What was changed, built and deployed. */
export interface UpData {
  readonly plan: Plan;
  readonly changes: ApplyData["changes"];
  readonly release: Release | null;
  readonly deployment: DeployData["deployment"] | null;
  /** Nothing had to be changed. */
  readonly unchanged: boolean;
  readonly addresses: DeployData["addresses"];
  /** Where the platform came from. */
  readonly platform: PlatformSource;
}

/** Everything in one on this machine: check, provision and build at once, deploy, verify, and say where to look. */
export const up = operation<UpRequest, UpData | null>("up", async (request, effects) => {
  const opened = await openChecked(request, effects, true);
  if (opened.isBlocked) return { ...refusedByRules(opened, "started"), data: null };
  const { source } = opened;
  const about = { service: opened.graph.service.name, environment: opened.graph.environment.name };
  const opening = await openWorld(opened.graph, effects, { ...opened, isUntrusted: request.isUntrusted });
  requireWorkloadHost(opening);
  return alone(opening, async (world): Promise<Ending<UpData | null>> => {
    const consent = { allowed: request.allowed ?? [] };
    await refuseUnknownConsent(consent.allowed, world);
    const machine = await prepareEnvironment(world);
    const planned = await planEnvironment(world, "match", consent);
    const findings = [
      ...withoutConsented((await withRules(opened, effects, planned)).findings, consent.allowed),
      ...machine,
    ];
    if (findings.some(isBlocking)) return { ...about, ...stopped(planned, findings, source) };
    const lossy = withoutConsentEnding(planned, consent);
    if (lossy) {
      const { summary } = lossy;
      return {
        ...about,
        ...stopped(planned, [...(lossy.findings ?? []), ...findings], source),
        status: "failed",
        summary,
      };
    }

    const closed = closedEnding(planned, await askChangeGates({ world, opened, plan: planned }, effects), world.graph);
    if (closed) {
      const all = [...(closed.findings ?? []), ...findings];
      const { summary, sections = [] } = closed;
      return { ...about, ...stopped(planned, all, source), status: "failed", summary, sections };
    }

    const { release, applying } = await provisionAndBuild(world, planned, consent, effects);
    if (applying.outcome.status !== "done") {
      const ending = applied(applying.plan, applying.outcome);
      return { ...about, ...ending, findings, data: dataOf(applying, release, source) };
    }
    const base = dataOf(applying, release, source);
    if (!release) {
      await stopAll(world);
      return {
        ...about,
        status: "ok",
        summary: applied(applying.plan, applying.outcome).summary,
        findings,
        sections: [...platformSections([opened]), ...whereToLook(world.graph, request, {})],
        data: base,
      };
    }
    const gates = [...deployGates({ world, opened, findings, effects }), lockGate];
    const deployed = await putOut(world, release, { opened, gates, force: INSISTS }, effects);
    const { status, summary, sections, data, findings: closing } = endingOf(deployed, world.graph, changedBy(applying));
    const where: readonly Section[] = status === "ok" ? whereToLook(world.graph, request, data.addresses) : [];
    return {
      ...about,
      status,
      summary,
      findings: [...closing, ...findings],
      sections: [...platformSections([opened]), ...sections, ...where],
      data: {
        ...base,
        deployment: data.deployment,
        addresses: data.addresses,
        unchanged: base.unchanged && data.unchanged,
      },
    };
  });
});

/** Whoever types `up` on a machine wants to see what is here, also where it did not hold the last time. */
const INSISTS = { reason: "towpath up brings what is here." };

interface Applying {
  readonly plan: Plan;
  readonly outcome: Outcome;
}

/** Neither needs the other, so they run side by side; when one fails the other is stopped, and the first failure is told. */
async function provisionAndBuild(
  world: World,
  planned: Plan,
  consent: { readonly allowed: readonly string[] },
  effects: Effects,
): Promise<{ readonly release: Release | null; readonly applying: Applying }> {
  const failed = new AbortController();
  const signal = AbortSignal.any([world.context.signal, failed.signal]);
  const side: World = { ...world, context: { ...world.context, signal } };
  const hasBuild = world.graph.workloads.length > 0;
  const stopOther = (error: unknown): never => {
    failed.abort(error);
    throw error;
  };
  const [building, applying] = await Promise.allSettled([
    hasBuild ? makeRelease(side, effects).catch(stopOther) : null,
    applyEnvironment(side, { approved: planned, consent }).then((done) => {
      if (done.outcome.status === "failed") failed.abort(new Error("A resource could not be made."));
      return done;
    }, stopOther),
  ]);
  world.context.signal.throwIfAborted();
  if (applying.status === "rejected") throw failed.signal.aborted ? failed.signal.reason : applying.reason;
  if (applying.value.outcome.status === "failed") return { release: null, applying: applying.value };
  if (building.status === "rejected") throw building.reason;
  return { release: building.value, applying: applying.value };
}

function dataOf({ plan, outcome }: Applying, release: Release | null, platform: PlatformSource): UpData {
  const unchanged = changedBy({ plan, outcome }).length === 0;
  return { plan, changes: outcome.changes, release, deployment: null, unchanged, addresses: {}, platform };
}

function changedBy({ outcome }: Applying): readonly string[] {
  return outcome.changes
    .filter(({ status, action }) => status !== "unchanged" && action !== "none")
    .map(({ address }) => address);
}

function stopped(
  plan: Plan,
  findings: readonly Finding[],
  platform: PlatformSource,
): Omit<Ending<UpData>, "service" | "environment"> {
  return {
    summary: `${plan.service} was not started in ${plan.environment}: mandatory findings stand against it.`,
    findings,
    sections: planSections(plan),
    data: { plan, changes: [], release: null, deployment: null, unchanged: true, addresses: {}, platform },
  };
}
