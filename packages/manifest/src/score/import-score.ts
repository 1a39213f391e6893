import { dirname, resolve } from "node:path";
import { type Files, type Finding, isBlocking, type JsonObject, shownPath } from "@towpath/core";
import type { Loaded } from "../document/loaded.ts";
import { parseDocument } from "../document/parse.ts";
import { SourceDocument } from "../document/source-document.ts";
import { finding, shown } from "../finding.ts";
import { loadService } from "../service/load-service.ts";
import { manifestText } from "./manifest-text.ts";
import type { Override } from "./overrides.ts";
import { readScore, type ScoreRequest } from "./read-score.ts";
import { wholeManifest } from "./score-manifest.ts";
import { sourced } from "./sourced.ts";

/** What to make a manifest of. Paths are relative to the folder that is given beside it, or absolute. */
export interface ImportRequest {
  /** The Score file. */
  readonly path: string;
  /** Files that are laid over it, in their order. */
  readonly overrides?: readonly string[] | undefined;
  /** `PATH=VALUE`, the value in YAML; nothing behind the `=` takes out what is there. Set after the files, in their order. */
  readonly set?: readonly string[] | undefined;
  /** Where the manifest will be; beside the Score file when absent. */
  readonly target?: string | undefined;
}

/** A manifest that says what a Score file says. */
export interface ImportedManifest {
  readonly name: string;
  /** The manifest's value. */
  readonly manifest: JsonObject;
  /** The same as YAML. */
  readonly text: string;
}

/** What the value of an override is called in a place: it stands in no file. */
const FLAG = "--override-property";

/**
 * Makes a manifest of a Score file that resolves to the same graph. Never throws for what a file holds.
 *
 * @param folder absolute; places name files relative to it, and paths stay below it
 */
export async function importScore(
  { path, overrides = [], set = [], target }: ImportRequest,
  files: Files,
  folder: string,
): Promise<Loaded<ImportedManifest>> {
  const score = resolve(folder, path);
  const findings: Finding[] = [];
  const request: ScoreRequest = {
    path: score,
    overrides: overrides.map((one) => resolve(folder, one)),
    set: set.flatMap((one) => overrideOf(one, findings) ?? []),
    isWhole: true,
  };
  let isScoreFile = false;
  const loaded = loadService(score, files, folder, ({ document, isScore }) => {
    isScoreFile = isScore;
    if (!isScore) return { broken: [], findings: [] };
    return wholeManifest(readScore(request, files, folder, document), document.file);
  });
  const file = loaded.value?.file ?? shownPath(score, folder);
  if (!isScoreFile && loaded.findings.length === 0) {
    const message = `${file} is a manifest already; expected a Score file.`;
    findings.push(finding({ code: "manifest/kind", message, places: [{ file }] }));
  }
  findings.push(...loaded.findings);
  if (!loaded.value || !isScoreFile || findings.some(isBlocking)) return { findings };
  const home = target === undefined ? dirname(score) : dirname(resolve(folder, target));
  const { value: manifest, source } = wholeManifest(readScore({ ...request, home }, files, folder), file);
  if (!manifest || !source) return { findings };
  const own = new Set([file, ...(request.overrides ?? []).map((one) => shownPath(one, folder))]);
  const takenFrom = (at: readonly string[]): string | undefined => {
    const from = source.placeOfValue(at).file;
    return own.has(from) || from.startsWith(FLAG) ? undefined : from;
  };
  return { value: { name: loaded.value.name, manifest, text: await manifestText(manifest, takenFrom) }, findings };
}

/** What a flag sets; what is wrong with it is said. */
function overrideOf(flag: string, findings: Finding[]): Override | undefined {
  const equals = flag.indexOf("=");
  const path = equals === -1 ? flag : flag.slice(0, equals);
  const text = flag.slice(equals + 1);
  const place = `${FLAG} ${path.slice(0, 200)}`;
  const nothing = new SourceDocument(place, "", { value: null, start: 0, end: 0, size: 1 });
  if (equals === -1) {
    const message = `The override ${shown(flag)} sets nothing; expected PATH=VALUE, or PATH= to take out what is there.`;
    findings.push(finding({ code: "manifest/invalid-value", message, places: [{ file: FLAG }], discriminator: flag }));
    return undefined;
  }
  if (text.trim() === "" || text.trim() === "null" || text.trim() === "~") return { path, value: sourced(nothing) };
  const parsed = parseDocument(place, new TextEncoder().encode(text));
  findings.push(...parsed.findings);
  return parsed.document && { path, value: sourced(parsed.document) };
}
