import { resolve } from "node:path";
import { type Files, type Finding, makeFinding, shownPath } from "@towpath/core";
import { openService } from "@towpath/manifest";
import { counted } from "../describe/counted.ts";
import type { OperationErrorCode } from "../errors.ts";
import type { BaseManifests } from "./base-manifests.ts";

/** How many manifests that are gone are named. */
const MOST_NAMED = 20;
const CODE: OperationErrorCode = "operation/manifest-hidden";

/** Where manifests of the base are looked for. */
export interface GoneSources {
  readonly manifests: BaseManifests;
  /** What is checked: manifests as they were asked for, and the names of their services. */
  readonly checked: readonly { readonly manifest: string; readonly name: string | null }[];
  readonly disk: Files;
  /** Absolute; manifests are relative to it. */
  readonly folder: string;
  /** Absolute paths that the proposal changes; undefined where that cannot be told. */
  changed(): Promise<readonly string[] | undefined>;
}

/** What is said of manifests of the base that are checked no more. */
export interface GoneManifests {
  readonly notes: readonly string[];
  readonly findings: readonly Finding[];
}

/**
 * Looks for manifests that the base has and that nobody checks any more. Whoever takes a service away may do so, and it is said.
 * Whoever moves its manifest to where no check looks, such as a folder of build results, has left it as it was and unchecked.
 */
export async function goneManifests(sources: GoneSources): Promise<GoneManifests> {
  const { manifests, checked } = sources;
  const known = new Set(checked.map(({ manifest }) => manifest));
  const gone = (await manifests.paths()).filter((manifest) => !known.has(manifest));
  if (gone.length === 0) return { notes: [], findings: [] };
  return { notes: [noteOf(gone)], findings: await hidden(gone, known, sources) };
}

async function hidden(
  gone: readonly string[],
  known: ReadonlySet<string>,
  { manifests, checked, disk, folder, changed }: GoneSources,
): Promise<readonly Finding[]> {
  const names = new Set(checked.map(({ name }) => name));
  const lost = new Map<string, string>();
  for (const manifest of gone) {
    const before = await manifests.at(manifest);
    if (before && !names.has(before.name)) lost.set(before.name, manifest);
  }
  if (lost.size === 0) return [];
  const written = ((await changed()) ?? []).filter((path) => /\.ya?ml$/i.test(path));
  const findings: Finding[] = [];
  for (const path of new Set([...written.map((one) => shownPath(one, folder)), ...gone])) {
    if (known.has(path) || !isThere(resolve(folder, path), disk)) continue;
    const service = (await openService(path, disk, folder)).value;
    const was = service && lost.get(service.name);
    if (service && was !== undefined) findings.push(hiddenFinding(service.name, was, path));
  }
  return findings;
}

function hiddenFinding(service: string, was: string, file: string): Finding {
  const where =
    was === file ? "which a link leads to now, and no link to a folder is followed" : `and is in ${file} now`;
  return makeFinding({
    code: CODE,
    message: `The service ${service} was checked by its manifest ${was}, ${where}, where no check looks for it.`,
    docs: `packages/operations/docs/errors.md#${CODE.replace("/", "-")}`,
    service,
    address: "",
    places: [{ file }],
    suggestions: [
      "Put it where manifests are looked for; or have the check look there: the action's input `manifests`, the arguments of `towpath check`.",
    ],
  });
}

/** A manifest that is gone, or is called otherwise, is checked no more: whoever reviews should see that. */
function noteOf(gone: readonly string[]): string {
  const shown = gone.slice(0, MOST_NAMED).join(", ");
  const more = gone.length > MOST_NAMED ? ` and ${gone.length - MOST_NAMED} more` : "";
  const are = gone.length === 1 ? "is" : "are";
  return `${counted(gone.length, "manifest")} of the base ${are} gone, and checked no more: ${shown}${more}.`;
}

function isThere(path: string, disk: Files): boolean {
  try {
    return disk.realPath(path) !== undefined;
  } catch {
    return false;
  }
}
