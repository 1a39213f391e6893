// What verbs put on record and ask of it. All of it is loaded only where a platform says something of evidence.

import { resolve } from "node:path";
import type { Effects } from "@towpath/core";
import { type Gate, namedGate, type Release, type ReleaseBundle, type TestOutcome } from "@towpath/delivery";
import type { World } from "../environment/open-world.ts";
import type { RepositoryAccess } from "../publish/repository-access.ts";
import type { Revision } from "../repository/revision.ts";
import type { Provisioned } from "./attest-provision.ts";
import type { EvidenceSubject } from "./open-evidence.ts";

type Where = Pick<World, "state" | "artifacts" | "graph">;

/** Puts on record how a release was built and what it is made of, and the statements about it into its bundle. */
export async function recordBuild(
  opened: EvidenceSubject,
  { state, artifacts }: Where,
  built: { readonly release: Release; readonly isDirty: boolean; readonly bundle: string | undefined },
  effects: Effects,
): Promise<void> {
  if (!opened.platform.evidence || opened.isSignedApart) return;
  const [{ openEvidence }, { attestBuild }, { exportStatements, statementsOf }] = await Promise.all([
    import("./open-evidence.ts"),
    import("./attest-build.ts"),
    import("./exchange-statements.ts"),
  ]);
  const { release, isDirty, bundle } = built;
  const evidence = openEvidence(opened, state, effects);
  await attestBuild(evidence, { release, artifacts, isDirty, variables: effects.variables }, effects);
  if (bundle !== undefined) await exportStatements(bundle, await statementsOf(evidence, release));
}

/**
 * Puts on record how the tests of a commit ended; for other machines the statement into a folder, and into a file what a
 * machine of theirs would sign, where these are named.
 */
export async function recordTests(
  opened: EvidenceSubject,
  { state }: Pick<Where, "state">,
  tested: {
    readonly revision: Revision;
    readonly outcome: Omit<TestOutcome, "findings">;
    readonly out?: string | undefined;
    readonly unsigned?: string | undefined;
  },
  effects: Effects,
): Promise<void> {
  if (!opened.platform.evidence) return;
  const [{ testedCommit }, { writeTested }] = await Promise.all([
    import("./tested-commit.ts"),
    import("./tested-file.ts"),
  ]);
  const { revision, outcome, out, unsigned } = tested;
  const facts = testedCommit({ graph: opened.graph, revision, outcome });
  if (unsigned !== undefined) await writeTested(resolve(effects.folder, unsigned), facts);
  if (opened.isSignedApart) return;
  const [{ openEvidence }, { attestTests }, { writeStatements }] = await Promise.all([
    import("./open-evidence.ts"),
    import("./attest-tests.ts"),
    import("./exchange-statements.ts"),
  ]);
  const { signed } = await attestTests(openEvidence(opened, state, effects), facts, effects);
  if (out !== undefined) await writeStatements(resolve(effects.folder, out), signed);
}

/** Puts on record that a plan was carried out, what was lost by consent, and which freeze it passed. */
export async function recordProvision(
  opened: EvidenceSubject,
  { state }: Pick<Where, "state">,
  provisioned: Provisioned,
  effects: Effects,
): Promise<void> {
  if (!opened.platform.evidence) return;
  const [{ openEvidence }, { attestProvision }] = await Promise.all([
    import("./open-evidence.ts"),
    import("./attest-provision.ts"),
  ]);
  await attestProvision(openEvidence(opened, state, effects), provisioned, state, effects);
}

/** Puts every deployment to an environment on record that has ended and is not on it yet. */
export async function recordDeployments(
  opened: EvidenceSubject,
  { state, graph }: Pick<Where, "state" | "graph">,
  effects: Effects,
): Promise<void> {
  if (!opened.platform.evidence || opened.isSignedApart) return;
  const [{ openEvidence }, { attestDeployments }] = await Promise.all([
    import("./open-evidence.ts"),
    import("./attest-deployments.ts"),
  ]);
  await attestDeployments(openEvidence(opened, state, effects), { state, graph }, effects);
}

/** Takes the statements of a release bundle into the record of the environment. */
export async function takeStatements(
  opened: EvidenceSubject,
  { state }: Pick<Where, "state">,
  bundle: Pick<ReleaseBundle, "release" | "statements">,
  effects: Effects,
): Promise<void> {
  if (!opened.platform.evidence || bundle.statements.length === 0) return;
  const [{ openEvidence }, { importStatements }] = await Promise.all([
    import("./open-evidence.ts"),
    import("./exchange-statements.ts"),
  ]);
  await importStatements(openEvidence(opened, state, effects), bundle, effects);
}

/** The same for a release that comes from where another environment has its record. */
export async function bringStatements(
  opened: EvidenceSubject,
  release: Release,
  from: Pick<Where, "state">,
  to: Pick<Where, "state">,
  effects: Effects,
): Promise<void> {
  if (!opened.platform.evidence) return;
  const [{ openEvidence }, { importSigned, statementsOf }] = await Promise.all([
    import("./open-evidence.ts"),
    import("./exchange-statements.ts"),
  ]);
  const signed = await statementsOf(openEvidence(opened, from.state, effects), release);
  await importSigned(openEvidence(opened, to.state, effects), release, signed, effects);
}

/** The gate of what the environment requires of evidence. */
export function requiredEvidence(opened: EvidenceSubject, effects: Effects, github?: RepositoryAccess): Gate {
  return namedGate("evidence", async ({ graph, release, previous, state, kind }) => {
    // What goes back was reviewed when it came.
    const requires = (graph.environment.gates?.requires ?? []).filter((one) => kind !== "rollback" || one !== "review");
    const signed = requires.filter((one) => one !== "contracts");
    if (signed.length === 0) return { gate: "evidence", answer: "allow", reason: "No evidence is asked for." };
    const [{ openEvidence }, { evidenceGate }, { reviewFactsFrom }] = await Promise.all([
      import("./open-evidence.ts"),
      import("./evidence-gate.ts"),
      import("./review-facts-from.ts"),
    ]);
    const evidence = openEvidence(opened, state, effects, github);
    return evidenceGate(
      evidence,
      {
        requires,
        digest: release.artifact.digest,
        commit: release.commit,
        version: release.version,
        previous: previous ? { commit: previous.release.commit } : null,
        reviewFacts: reviewFactsFrom(evidence.github, effects),
      },
      effects,
    );
  });
}
