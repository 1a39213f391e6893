import type { Effects } from "@towpath/core";
import { localFolders } from "@towpath/engine-local";
import type { StateStore } from "@towpath/provisioning";
import { type EnvironmentRequest, type OpenGraph, openGraph } from "../documents/open-documents.ts";
import { openState } from "../environment/open-state.ts";
import { type Evidence, openEvidence } from "./open-evidence.ts";
import { requireRules } from "./required-rules.ts";

/** A service's evidence in one environment, without its engines: what is read needs none of them. */
export interface OpenedRecord {
  readonly opened: OpenGraph;
  readonly state: StateStore;
  readonly evidence: Evidence;
}

/** Opens it. @throws as {@link openGraph}, {@link openState} and {@link openEvidence}; {OperationError} `operation/no-evidence` */
export async function openRecordOf(request: EnvironmentRequest, effects: Effects): Promise<OpenedRecord> {
  const opened = await openGraph(request, effects, true);
  requireRules(opened);
  const { store: state } = await openState(opened.graph.environment, localFolders(effects.variables), effects);
  return { opened, state, evidence: openEvidence(opened, state, effects) };
}
