import { type Edit, type Finding, isJsonObject, type Json } from "@towpath/core";
import { parseDocument } from "../document/parse.ts";
import type { SourceDocument } from "../document/source-document.ts";
import type { Change } from "../edit/change.ts";
import { editDocument } from "../edit/edit-document.ts";
import { apiVersionFinding, isTowpathVersion } from "./api-version.ts";
import { CURRENT_API_VERSION, UPGRADES, type Upgrade, upgradeFrom } from "./upgrade.ts";

/** A document brought to the present version, or why it cannot be. */
export interface UpgradedDocument {
  /** As it was written: `Service`, `Platform`, `ResourceType`; undefined where it says none. */
  readonly kind: string | undefined;
  readonly from: string;
  readonly to: string;
  /** As it was, a byte-order mark included. */
  readonly before: string;
  readonly text: string;
  /** What turns `before` into `text`. */
  readonly edits: readonly Edit[];
  /** What a person should know or look at. */
  readonly notes: readonly string[];
  /** What it says now. */
  readonly value: Json;
  /** That it is of an older version, with the edits that bring it up to date; undefined where nothing changes. */
  readonly outdated: Finding | undefined;
  /** Why nothing is changed; none where all is well, or where there is nothing to change. */
  readonly findings: readonly Finding[];
}

/** What a file holds for an upgrade: one of Towpath's documents, another's, or none that can be read. */
export type Upgradable =
  | { readonly isTowpath: true; readonly document: UpgradedDocument }
  | { readonly isTowpath: false; readonly findings: readonly Finding[] };

/**
 * Brings a document to the present version, one step after the other, and changes nothing else in its text. Never throws
 * for what the file holds.
 *
 * @param file as the user would type it
 */
export function upgradeDocument(file: string, bytes: Uint8Array, upgrades: readonly Upgrade[] = UPGRADES): Upgradable {
  const { document, findings } = parseDocument(file, bytes);
  const version = document && isJsonObject(document.value) ? document.value["apiVersion"] : undefined;
  if (!document || findings.length > 0 || !isTowpathVersion(version)) return { isTowpath: false, findings };
  const before = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return { isTowpath: true, document: stepByStep(document, before, version, upgrades) };
}

function stepByStep(
  document: SourceDocument,
  before: string,
  version: string,
  upgrades: readonly Upgrade[],
): UpgradedDocument {
  const { file } = document;
  const kind = isJsonObject(document.value) ? document.value["kind"] : undefined;
  const facts = {
    kind: typeof kind === "string" ? kind : undefined,
    from: version,
    to: CURRENT_API_VERSION,
    before,
  };
  const same = { ...facts, text: before, edits: [], notes: [], value: document.value, outdated: undefined };
  const changes: Change[] = [];
  const notes: string[] = [];
  let current = document;
  let edited: { readonly text: string; readonly edits: readonly Edit[] } = same;
  for (const step of chain(version, kind, upgrades)) {
    const value = isJsonObject(current.value) ? current.value : {};
    changes.push(...step.changes(value), { type: "set", path: ["apiVersion"], value: step.to });
    notes.push(...step.notes);
    const result = editDocument(before, changes, { file });
    if (result.findings.length > 0) return { ...same, findings: result.findings };
    edited = result;
    current = parseDocument(file, new TextEncoder().encode(result.text)).document ?? current;
  }
  // What no chain of steps ends is of a version that is not known.
  const left = apiVersionFinding(current, upgrades);
  if (left) return { ...same, findings: [left] };
  const { text, edits } = edited;
  const old = apiVersionFinding(document, upgrades);
  const outdated = old && { ...old, edits };
  return { ...facts, text, edits, notes, value: current.value, outdated, findings: [] };
}

/** The steps from a version to the present one; each is taken once, so that no ring of them goes on for ever. */
function chain(version: string, kind: unknown, upgrades: readonly Upgrade[]): readonly Upgrade[] {
  const steps: Upgrade[] = [];
  for (let at = version; at !== CURRENT_API_VERSION; ) {
    const step = upgradeFrom(at, kind, upgrades);
    if (!step || steps.includes(step)) break;
    steps.push(step);
    at = step.to;
  }
  return steps;
}
