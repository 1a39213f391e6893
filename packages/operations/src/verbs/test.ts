import { type Effects, isBlocking, type Secret } from "@towpath/core";
import { test as runTests, type TestOutcome } from "@towpath/delivery";
import type { Graph, Template } from "@towpath/manifest";
import { applyEnvironment, knownSecrets, prepareEnvironment, renderTemplate } from "@towpath/provisioning";
import type { Section } from "@towpath/report";
import { counted } from "../describe/counted.ts";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { openChecked } from "../environment/guard.ts";
import { alone, inFolder, openWorld, type World } from "../environment/open-world.ts";
import { refuseUnbuilt } from "../environment/refuse-unbuilt.ts";
import { refusedByRules } from "../environment/refused-by-rules.ts";
import { destroyTestResources, graphForTests, requireDone } from "../environment/test-environment.ts";
import { operation } from "../operation.ts";

/** Whose tests, in which environment. */
export interface TestRequest extends EnvironmentRequest {
  /** Leaves the tests' resources as the tests left them. */
  readonly keepsResources: boolean;
}

/** How the tests ended. */
export type TestData = Omit<TestOutcome, "findings">;

/** How long the tests' resources may take to be taken down after an interruption, in milliseconds. */
const CLEAN_UP_MS = 30_000;

/**
 * Runs the manifest's tests against real resources: those that `test.with` names are made for them, empty and apart from the
 * environment's own, and destroyed afterwards.
 */
export const test = operation<TestRequest, TestData | null>("test", async (request, effects) => {
  const opened = await openChecked(request, effects, true);
  const { graph } = opened;
  if (opened.isBlocked) return { ...refusedByRules(opened, "tested"), data: null };
  refuseUnbuilt(graph);
  const opening = await openWorld(graphForTests(graph), effects, { ...opened, isUntrusted: request.isUntrusted });
  return alone(opening, async (world) => {
    const machine = (await prepareEnvironment(world)).filter(isBlocking);
    const about = { service: graph.service.name, environment: graph.environment.name };
    if (machine.length > 0) {
      return {
        ...about,
        status: "fault",
        summary: "The resources for the tests cannot be made on this machine.",
        findings: machine,
        data: null,
      };
    }
    try {
      await makeResources(world);
      const variables = await variablesForTests(graph, world);
      const secrets = await knownSecrets(world.graph, world.context);
      const { findings, ...outcome } = await inFolder(world, (context) =>
        runTests({ graph, variables, secrets }, context),
      );
      return {
        ...about,
        status: outcome.status === "passed" ? "ok" : "failed",
        summary: summaryOf(graph.service.name, outcome),
        findings: [...opened.findings, ...findings],
        sections: sectionsOf(outcome),
        data: outcome,
      };
    } finally {
      if (!request.keepsResources) await removeResources(world, effects);
    }
  });
});

/** What was left over by a run that was killed is taken down first, so that tests begin with nothing. */
async function makeResources(world: World): Promise<void> {
  await destroyTestResources(world);
  const { outcome } = await applyEnvironment(world);
  requireDone(outcome, "made", world);
}

/** Also after an interruption, in a time of its own. What could not be taken down is taken down by the next run. */
async function removeResources(world: World, effects: Effects): Promise<void> {
  const signal = AbortSignal.timeout(CLEAN_UP_MS);
  try {
    await destroyTestResources({ ...world, context: { ...world.context, signal } });
  } catch {
    effects.events({
      type: "notice",
      message: "The tests' resources are still there; towpath down takes them down, and so does the next towpath test.",
    });
  }
}

/** The variables of the main workload's containers, as far as they come from what the tests are with. */
async function variablesForTests(graph: Graph, world: World): Promise<Readonly<Record<string, string | Secret>>> {
  const there = new Set(world.graph.resources.map(({ address }) => address));
  const isThere = (template: Template): boolean =>
    template.parts.every((part) => part.kind !== "output" || there.has(part.address));
  const workload = graph.workloads.find(({ name }) => name === "main") ?? graph.workloads[0];
  const variables = (workload?.containers ?? []).flatMap((container) => Object.entries(container.variables));
  const templates = variables.filter(([, template]) => isThere(template));
  return Object.fromEntries(
    await Promise.all(
      templates.map(async ([name, template]) => [name, await renderTemplate(template, world.context)] as const),
    ),
  );
}

function summaryOf(service: string, { status, totals, exitCode }: Omit<TestOutcome, "findings">): string {
  if (!totals) return `${service}: the tests ${status} (exit code ${exitCode ?? "none"}).`;
  const bad = totals.failed + totals.errors;
  const parts = [
    `${totals.passed} passed`,
    bad > 0 ? `${bad} failed` : "",
    totals.skipped > 0 ? `${totals.skipped} skipped` : "",
  ];
  return `${service}: ${counted(totals.tests, "test")}, ${parts.filter(Boolean).join(", ")}${status === "failed" && bad === 0 ? ", but the run failed" : ""}.`;
}

function sectionsOf({ notes, coverage, slowest, status, tail }: Omit<TestOutcome, "findings">): readonly Section[] {
  const lines = [
    ...notes,
    ...(coverage ? [`Line coverage: ${coverage.lines.percent.toFixed(1)} %.`] : []),
    ...slowest.slice(0, 3).map(({ title, durationMs }) => `Slow: ${title} (${Math.round(durationMs)} ms)`),
  ];
  return [
    ...(lines.length > 0 ? [{ kind: "lines" as const, lines }] : []),
    ...(status === "failed" && tail.length > 0
      ? [{ kind: "lines" as const, title: "It printed last:", lines: tail }]
      : []),
  ];
}
