import { type Effects, isBlocking, type Secret } from "@towpath/core";
import { recordCoverage, test as runTests, type TestOutcome } from "@towpath/delivery";
import type { Graph, Template } from "@towpath/manifest";
import { applyEnvironment, knownSecrets, prepareEnvironment, renderTemplate } from "@towpath/provisioning";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { openChecked } from "../environment/guard.ts";
import { alone, inFolder, openWorld, type World } from "../environment/open-world.ts";
import { refuseUnbuilt } from "../environment/refuse-unbuilt.ts";
import { refusedByRules } from "../environment/refused-by-rules.ts";
import { destroyTestResources, graphForTests, requireDone } from "../environment/test-environment.ts";
import { recordTests } from "../evidence/on-record.ts";
import { operation } from "../operation.ts";
import { revisionOf } from "../repository/revision.ts";
import { cleanCommit, coverageBase } from "../test-report/coverage-base.ts";
import { testSections, testSummary } from "../test-report/test-sections.ts";

/** Whose tests, in which environment. */
export interface TestRequest extends EnvironmentRequest {
  /** Leaves the tests' resources as the tests left them. */
  readonly keepsResources: boolean;
  /** A revision whose coverage this run's is held against; the branch that origin has as its own when absent. */
  readonly base?: string | undefined;
  /** The commit that what is tested is proposed for: the same, where the checkout has it. */
  readonly proposedFor?: string | undefined;
  /** A folder that the signed statement of how they ended is written into, for another machine's record. */
  readonly evidence?: string | undefined;
  /** A file that how they ended is written into where the platform keeps evidence, unsigned: for another machine to sign. */
  readonly outcome?: string | undefined;
  /** Another run signs how they ended: nobody signs here. */
  readonly isSignedApart?: boolean | undefined;
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
      // Asked before the tests: they may change files that git follows.
      const revision = await revisionOf(graph.service.folder, effects.signal);
      await makeResources(world);
      const variables = await variablesForTests(graph, world);
      const secrets = await knownSecrets(world.graph, world.context);
      const tested = await inFolder(world, (context) =>
        testHere({ graph, variables, secrets }, request, world, { ...effects, ...context }),
      );
      const { findings, ...outcome } = tested;
      const { evidence: out, outcome: unsigned, isSignedApart } = request;
      await recordTests({ ...opened, isSignedApart }, world, { revision, outcome, out, unsigned }, effects);
      return {
        ...about,
        status: outcome.status === "passed" ? "ok" : "failed",
        summary: testSummary(graph.service.name, outcome),
        findings: [...opened.findings, ...findings],
        sections: testSections(graph.test, outcome),
        data: outcome,
      };
    } finally {
      if (!request.keepsResources) await removeResources(world, effects);
    }
  });
});

/** Tests, and keeps the coverage for the commits that start from this one. */
async function testHere(
  tests: Parameters<typeof runTests>[0],
  request: TestRequest,
  { state }: World,
  effects: Effects,
): Promise<TestOutcome> {
  const { service, test: section } = tests.graph;
  if (section?.reports.coverage === undefined) return runTests(tests, effects);
  const { name, folder } = service;
  const { base: named, proposedFor } = request;
  const base = await coverageBase({ service: name, folder, base: named, proposedFor }, state, effects);
  // Asked before the tests: they may change files that git follows.
  const commit = await cleanCommit(folder, effects);
  const outcome = await runTests({ ...tests, base }, effects);
  if (outcome.coverage && outcome.status === "passed" && commit !== undefined)
    await recordCoverage(state, name, commit, outcome.coverage);
  return outcome;
}

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

/**
 * The variables of the main workload's containers, as far as they come from what the tests are with. No other service is
 * among that: tests say themselves what stands in for it.
 */
async function variablesForTests(graph: Graph, world: World): Promise<Readonly<Record<string, string | Secret>>> {
  const there = new Set(world.graph.resources.map(({ address }) => address));
  const isThere = (template: Template): boolean =>
    template.parts.every((part) => part.kind !== "service" && (part.kind !== "output" || there.has(part.address)));
  const workload = graph.workloads.find(({ name }) => name === "main") ?? graph.workloads[0];
  const variables = (workload?.containers ?? []).flatMap((container) => Object.entries(container.variables));
  const templates = variables.filter(([, template]) => isThere(template));
  return Object.fromEntries(
    await Promise.all(
      templates.map(async ([name, template]) => [name, await renderTemplate(template, world.context)] as const),
    ),
  );
}
