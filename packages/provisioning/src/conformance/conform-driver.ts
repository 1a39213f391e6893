import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, errorMessage, nodeClock } from "@towpath/core";
import { type Kit, openBench, THING } from "./bench.ts";
import { CheckFailed, CheckSkipped } from "./check-failed.ts";
import { changeChecks } from "./checks/changes.ts";
import type { CheckRun } from "./checks/check-run.ts";
import { driftChecks } from "./checks/drift.ts";
import { interruptionChecks } from "./checks/interruptions.ts";
import { killChecks } from "./checks/kill.ts";
import { lifeChecks } from "./checks/life.ts";
import { neighbourChecks } from "./checks/neighbours.ts";
import { prepareChecks } from "./checks/prepare.ts";
import { renameChecks } from "./checks/rename.ts";
import { wantChecks } from "./checks/want.ts";
import { wholeRunChecks } from "./checks/whole-run.ts";
import { driverName } from "./example-graph.ts";
import { openKit } from "./open-kit.ts";
import { CHECKS, type Check, type CheckResult, type ConformanceReport } from "./report.ts";
import type { ConformanceSubject } from "./subject.ts";

/** How a run of the kit differs from the ordinary. */
export interface ConformanceOptions {
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
  /** Only these, and what they need. */
  readonly checks?: readonly Check[] | undefined;
  /** Told of each result as it comes. */
  readonly onResult?: ((result: CheckResult) => void) | undefined;
}

/**
 * Runs a driver through everything that the reconciler, and people with data, rely on: on the real reconciler, with a store
 * of files in a temporary folder. What is made is taken down again; a driver that does not conform may leave things behind.
 * What a driver does wrong is a result, never an error.
 *
 * @throws the signal's reason when it aborts
 */
export async function conformDriver(
  subject: ConformanceSubject,
  options: ConformanceOptions = {},
): Promise<ConformanceReport> {
  const { signal = new AbortController().signal, clock = nodeClock } = options;
  const folder = await mkdtemp(join(tmpdir(), "towpath-conformance-"));
  try {
    const kit = await openKit(subject, { folder, clock, signal, variables: process.env });
    const results = await runAll(kit, options);
    return {
      type: subject.type.name,
      driver: driverName(subject.type),
      results: results.toSorted((a, b) => CHECKS.indexOf(a.check) - CHECKS.indexOf(b.check)),
      isConforming: results.every(({ status }) => status !== "failed"),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runAll(kit: Kit, { checks, onResult }: ConformanceOptions): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  const tell = (result: CheckResult) => {
    results.push(result);
    onResult?.(result);
  };
  const ignoreWhatIsThere = async () => {
    for (const left of (await kit.subject.leftovers?.()) ?? []) kit.leftBefore.add(left);
  };
  await ignoreWhatIsThere(); // somebody else's
  const runs = checksOf(kit);
  const asked = checks && withNeeds(new Set(checks), runs);
  for (const run of runs) {
    if (asked && !asked.has(run.check)) continue;
    kit.signal.throwIfAborted();
    const { check, of } = run;
    const missing = run.needs.find((need) => isMissing(need, of, results));
    const base = { check, ...(of === undefined ? {} : { of }) };
    if (missing !== undefined) {
      tell({ ...base, status: "skipped", message: `It needs "${missing}" first.`, durationMs: 0 });
      continue;
    }
    const startedAt = kit.clock.monotonic();
    if (results.some(({ status }) => status === "failed")) await ignoreWhatIsThere();
    const outcome = await outcomeOf(kit, run);
    const durationMs = Math.round(kit.clock.monotonic() - startedAt);
    if (!outcome) tell({ ...base, status: "passed", durationMs });
    else if (outcome.check === check) tell({ ...base, ...outcome, durationMs });
    else {
      tell({ ...base, status: "skipped", message: `It was cut short: see "${outcome.check}".`, durationMs });
      if (!results.some((each) => each.check === outcome.check && each.status === "failed"))
        tell({ ...outcome, durationMs: 0 });
    }
  }
  return withoutLesser(results);
}

/** What was found early under the name of a check holds, whatever that check says later. */
function withoutLesser(results: readonly CheckResult[]): readonly CheckResult[] {
  const early = new Set(
    results.filter(({ status, of }) => status === "failed" && of === undefined).map(({ check }) => check),
  );
  return results.filter(({ check, status, of }) => !(early.has(check) && of === undefined && status !== "failed"));
}

/** A check that failed, or that nothing could be looked at for. A `want` that failed is in the way of its one change. */
function isMissing(need: Check, asked: string | undefined, results: readonly CheckResult[]): boolean {
  const seen = results.filter(
    ({ check, of }) => check === need && (need !== "want" || of === undefined || of === asked),
  );
  return (
    seen.some(({ status }) => status === "failed") ||
    (seen.length > 0 && !seen.some(({ status }) => status === "passed"))
  );
}

type Outcome = Pick<CheckResult, "check" | "status" | "message"> | undefined;

async function outcomeOf(kit: Kit, { check, run }: CheckRun): Promise<Outcome> {
  try {
    await run();
    return undefined;
  } catch (error) {
    kit.signal.throwIfAborted();
    if (error instanceof CheckSkipped) return { check, status: "skipped", message: error.message };
    const failed = error instanceof CheckFailed ? error.check : check;
    return { check: failed, status: "failed", message: kit.exposure.redact(errorMessage(error)) };
  }
}

function checksOf(kit: Kit): readonly CheckRun[] {
  const life = openBench(kit);
  return [
    ...prepareChecks(kit, life, life.graph({ [THING]: kit.subject.example })),
    ...wantChecks(kit, life),
    ...lifeChecks(kit, life),
    ...changeChecks(kit),
    ...driftChecks(kit),
    ...renameChecks(kit),
    ...neighbourChecks(kit),
    ...interruptionChecks(kit),
    ...killChecks(kit),
    ...wholeRunChecks(kit),
  ].map((run) => (run.check === "prepare" ? run : { ...run, needs: ["prepare", ...run.needs] }));
}

function withNeeds(asked: ReadonlySet<Check>, runs: readonly CheckRun[]): ReadonlySet<Check> {
  const more = new Set([...asked, ...runs.filter(({ check }) => asked.has(check)).flatMap(({ needs }) => needs)]);
  return more.size === asked.size ? asked : withNeeds(more, runs);
}
