import { type Digest, type Effects, shortDigest } from "@towpath/core";
import { releasesOf } from "@towpath/delivery";
import { type Change, type ComplianceReport, comply } from "@towpath/evidence/controls";
import { OperationError } from "../errors.ts";
import { changesOf } from "./changes-of.ts";
import { controlsOf } from "./controls-of.ts";
import { isCommit } from "./is-commit.ts";
import { type LookedRecord, lookAtRecord } from "./look-at-record.ts";
import type { OpenedRecord } from "./open-record.ts";
import { type Period, within } from "./period.ts";
import { runningDigests } from "./running-digests.ts";

/** Which changes are asked about: those of a release, of a period, or what serves now where neither is named. */
export interface Scope extends Period {
  /** Digest of the artifact, or its beginning. */
  readonly release?: string | undefined;
}

/** The report, and what it was made of. */
export interface Complied {
  readonly report: ComplianceReport;
  readonly looked: LookedRecord;
}

/**
 * Holds changes against the platform's controls.
 *
 * @throws {OperationError} `operation/nothing-deployed`, `operation/not-built`, `operation/bad-period`, `operation/evidence-file`
 * @throws {InvalidDocuments} for controls that cannot be read
 */
export async function complyWith(
  { opened, state, evidence }: OpenedRecord,
  scope: Scope,
  effects: Effects,
): Promise<Complied> {
  const { graph, platformFiles } = opened;
  const catalogue = controlsOf(evidence.rules, platformFiles, effects.folder);
  const service = graph.service.name;
  const about = { service, environment: graph.environment.name };
  const looked = await lookAtRecord({ ...evidence.record, anchor: evidence.anchor, trust: evidence.trust });
  const known = await changesOf(state, about, looked.statements);
  const chosen = await chosenFrom(known, scope, { opened, state, evidence }, effects);
  const report = comply({
    catalogue,
    facts: {
      service,
      statements: looked.statements,
      changes: known,
      record: looked.verdict,
      running: await runningDigests(opened, effects),
    },
    changes: chosen,
    now: effects.clock.now(),
    from: scope.from,
    to: scope.to,
  });
  return { report, looked };
}

async function chosenFrom(
  known: readonly Change[],
  scope: Scope,
  { opened: { graph }, state }: OpenedRecord,
  effects: Effects,
): Promise<readonly Change[]> {
  const { name: environment } = graph.environment;
  const { release, from, to } = scope;
  const inTime = within(known, scope);
  if (release === undefined) {
    if (from !== undefined || to !== undefined) return inTime;
    const serving = known.findLast(({ verdict }) => verdict === "succeeded");
    if (serving) return [serving];
    throw new OperationError({
      code: "operation/nothing-deployed",
      kind: "refused",
      message: `No release of ${graph.service.name} serves ${environment}: there is nothing to hold against controls.`,
      hint: "Name a release that was built (--release sha256:…), or a period (--from 2026-11-01).",
    });
  }
  const wanted = release.startsWith("sha256:") ? release : `sha256:${release}`;
  const deployed = inTime.filter(({ digest }) => digest.startsWith(wanted.toLowerCase()));
  requireOne(
    deployed.map(({ digest }) => digest),
    release,
  );
  if (deployed.length > 0) return deployed;
  for await (const one of releasesOf(state, graph.service.name)) {
    if (!one.artifact.digest.startsWith(wanted.toLowerCase())) continue;
    return [
      {
        service: one.service,
        environment,
        version: one.version,
        digest: one.artifact.digest,
        ...(isCommit(one.commit) ? { commit: one.commit } : {}),
        at: effects.clock.now().toISOString(),
        isUnsigned: false,
      },
    ];
  }
  throw new OperationError({
    code: "operation/not-built",
    message: `No release of ${graph.service.name} has a digest that begins with ${release}.`,
    hint: `Deployed last: ${[...new Set(known.slice(-5).map(({ digest }) => shortDigest(digest)))].join(", ") || "none"}.`,
  });
}

function requireOne(digests: readonly Digest[], wanted: string): void {
  const different = [...new Set(digests)];
  if (different.length < 2) return;
  throw new OperationError({
    code: "operation/not-built",
    message: `More than one release has a digest that begins with ${wanted}.`,
    hint: `There are: ${different.map(shortDigest).join(", ")}.`,
  });
}
