import type { Effects } from "@towpath/core";
import { type Anchor, directoryAnchor, type EvidenceRecord, openRecord, type Trust } from "@towpath/evidence";
import type { PlatformEvidence } from "@towpath/manifest";
import type { StateStore } from "@towpath/provisioning";
import type { OpenGraph } from "../documents/open-documents.ts";
import { githubAnchor } from "./github-anchor.ts";
import { type RepositoryAccess, repositoryHere } from "./repository-here.ts";
import { type SignerHere, signerOf } from "./signer-of.ts";
import { trustOf } from "./trust-of.ts";

/** A service's evidence: its record, whom it believes, and who signs here. */
export interface Evidence {
  readonly record: EvidenceRecord;
  readonly trust: Trust;
  readonly signing: SignerHere;
  /** Absent where the platform names none: a cut end goes unnoticed then. */
  readonly anchor?: Anchor | undefined;
  /** As the platform says it. */
  readonly rules?: PlatformEvidence | undefined;
  /** The repository on GitHub that this is about, where it is known and may be asked. */
  readonly github?: RepositoryAccess | undefined;
}

/** Whose evidence it is, and by which rules. */
export type EvidenceSubject = Pick<OpenGraph, "graph" | "platform" | "platformFiles" | "isSignedApart">;

const SIGNED_APART: SignerHere = { why: "A run of its own signs, apart from the commands of this one." };

/**
 * Opens it. Nothing is read of the record before it is asked for.
 *
 * @param github the repository, where the caller knows it; else what the run's variables say
 * @throws {EvidenceError} `evidence/key-unusable`
 * @throws {OperationError} `operation/evidence-file`
 */
export function openEvidence(
  { graph, platform, platformFiles, isSignedApart }: EvidenceSubject,
  state: StateStore,
  effects: Effects,
  github: RepositoryAccess | undefined = repositoryHere(effects.variables),
): Evidence {
  const rules = platform.evidence;
  const trust = trustOf(rules, platformFiles);
  return {
    record: openRecord(state, graph.service.name),
    trust,
    signing: isSignedApart ? SIGNED_APART : signerOf(rules, trust, effects),
    anchor: anchorOf(rules, github, effects),
    rules,
    github,
  };
}

function anchorOf(
  rules: PlatformEvidence | undefined,
  github: RepositoryAccess | undefined,
  effects: Effects,
): Anchor | undefined {
  if (rules?.anchor?.directory !== undefined) return directoryAnchor(rules.anchor.directory);
  return rules?.anchor?.github === undefined ? undefined : githubAnchor(github, effects);
}
