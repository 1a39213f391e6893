import { resolve } from "node:path";
import { type Effects, shortDigest } from "@towpath/core";
import { openInBundle, type Release, readBundle, verifyBundle } from "@towpath/delivery";
import type { Statement } from "@towpath/evidence";
import type { Graph } from "@towpath/manifest";
import { currentHolder } from "@towpath/provisioning";
import { OperationError } from "../errors.ts";
import { revisionOf } from "../repository/revision.ts";
import { buildStatements } from "./attest-build.ts";
import { isCommit } from "./is-commit.ts";
import { testStatement } from "./tested-commit.ts";
import { readTested } from "./tested-file.ts";

/** What other machines say that they made. */
interface Claimed {
  /** The folder of a release bundle. */
  readonly release: string;
  /** The file of how tests ended. */
  readonly tests?: string | undefined;
}

/**
 * What may be signed of what other machines made, of the commit that is checked out here and of nothing else. Their word counts
 * for what they ran, and what that came to; service, commit, manifest and bytes are looked at.
 *
 * @throws {OperationError} `operation/sign-refused`, `operation/tests-file`
 * @throws {DeliveryError} `delivery/bundle-missing`, `delivery/bundle-refused`
 */
export async function madeHere(
  graph: Graph,
  { release: folder, tests }: Claimed,
  effects: Effects,
): Promise<{ readonly release: Release; readonly statements: readonly Statement[] }> {
  const commit = await commitHere(graph, effects);
  const bundle = await readBundle(resolve(effects.folder, folder));
  const { release } = bundle;
  requireSame("The release", release, graph, commit);
  if (release.manifest !== graph.manifest)
    throw refused(
      `The release was built by another manifest (${shortDigest(release.manifest)}) than the one that is checked out here (${shortDigest(graph.manifest)})`,
    );
  if (release.version.endsWith("-dirty") || release.provenance?.isDirty)
    throw refused("The release was built with changes that no commit holds");
  await verifyBundle(bundle, effects.signal);
  const { clock, variables } = effects;
  const { run: id, who: actor } = currentHolder(clock, variables);
  const { provenance } = release;
  const here = provenance ? { ...release, provenance: { ...provenance, run: { id, actor } } } : release;
  const artifacts = { open: (digest: Release["artifact"]["digest"]) => openInBundle(bundle, digest) };
  const built = await buildStatements({ release: here, artifacts, isDirty: false, variables }, effects.signal);
  return {
    release,
    statements: tests === undefined ? built : [...built, await testsHere(tests, graph, commit, effects)],
  };
}

async function testsHere(file: string, graph: Graph, commit: string, { folder }: Effects): Promise<Statement> {
  const tested = await readTested(resolve(folder, file));
  requireSame("What the tests came to", { ...tested, commit: tested.commit ?? undefined }, graph, commit);
  if (tested.isDirty) throw refused("What was tested had changes that no commit holds");
  return testStatement({ ...tested, commit });
}

/** A manifest with changes is none of the commit's. */
async function commitHere({ service }: Graph, { signal }: Effects): Promise<string> {
  const { commit, version } = await revisionOf(service.folder, signal);
  if (!isCommit(commit)) throw refused("What is checked out here is no commit");
  if (version.endsWith("-dirty")) throw refused("What is checked out here has changes that no commit holds");
  return commit;
}

function requireSame(
  what: string,
  said: { readonly service: string; readonly commit?: string | undefined },
  { service }: Graph,
  commit: string,
): void {
  if (said.service !== service.name) throw refused(`${what} is of ${said.service}, and ${service.name} is asked for`);
  if (said.commit !== commit)
    throw refused(
      `${what} is of ${said.commit === undefined ? "no commit" : `commit ${said.commit.slice(0, 12)}`}, and ${commit.slice(0, 12)} is checked out here`,
    );
}

function refused(why: string): OperationError {
  return new OperationError({
    code: "operation/sign-refused",
    kind: "refused",
    message: `${why}: nothing is signed.`,
    hint: "Build and test the commit that is checked out here, from a clean checkout, and hand over what came of that. If you did, somebody changed it on the way.",
  });
}
