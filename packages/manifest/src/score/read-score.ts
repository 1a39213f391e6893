import { dirname } from "node:path";
import { type Files, type Finding, isJsonObject, shownPath } from "@towpath/core";
import { boundaryOf } from "../document/paths.ts";
import { parseFile } from "../document/read-document.ts";
import type { SourceDocument } from "../document/source-document.ts";
import { finding, shown } from "../finding.ts";
import { validateScore } from "../generated/score.ts";
import { validateValue } from "../schema/validate.ts";
import { type Override, overridden } from "./overrides.ts";
import { servicePath } from "./service-path.ts";
import { laidOver, memberOf, membersOf, objectOf, type Sourced, sourced, textOf, withoutPart } from "./sourced.ts";
import { placeOf, SourcedDocument } from "./sourced-document.ts";
import type { Translation } from "./translation.ts";

/** A Score file and what is laid over it. */
export interface ScoreRequest {
  /** Absolute. */
  readonly path: string;
  /** Files that are laid over it, in their order. Absolute. */
  readonly overrides?: readonly string[];
  /** Values that are set then, in their order. */
  readonly set?: readonly Override[];
  /** The workload that it becomes; `["workload"]` when absent. */
  readonly workload?: readonly string[];
  /** The file is all that the manifest is made of. */
  readonly isWhole: boolean;
  /** The service's name, where it is not the file's to say. */
  readonly service?: string | undefined;
  /** The folder of the manifest, absolute; the file's own when absent. */
  readonly home?: string;
  /** What files must stay in, absolute; the folder where it is below it when absent. */
  readonly boundary?: string;
}

/** A Score file that was read, ready to be translated. */
export interface ReadScore {
  /** Absent where nothing of it could be used. */
  readonly translation?: Translation;
  /** Paths of what was taken out, as the manifest has them. */
  readonly broken: readonly (readonly string[])[];
  readonly findings: readonly Finding[];
}

/**
 * Reads a Score file, lays over it what is asked for, and holds the whole against the specification's schema.
 *
 * @param document the file, where it has been read already
 */
export function readScore(request: ScoreRequest, files: Files, folder: string, document?: SourceDocument): ReadScore {
  const { path, overrides = [], set = [], workload = ["workload"], isWhole, service } = request;
  const findings: Finding[] = [];
  const parsed = (file: string): Sourced | undefined => {
    const read = parseFile(file, shownPath(file, folder), files);
    findings.push(...read.findings);
    if (!read.document || isJsonObject(read.document.value)) return read.document && sourced(read.document);
    const message = `The document is ${shown(read.document.value)}; expected a mapping.`;
    findings.push(finding({ code: "manifest/kind", message, places: [read.document.placeOfValue([])], service }));
    return undefined;
  };
  let whole = document ? sourced(document) : parsed(path);
  if (!whole) return { broken: [], findings };
  for (const file of overrides) {
    const over = parsed(file);
    if (over) whole = laidOver(whole, over);
  }
  for (const one of set) {
    const result = overridden(whole, one);
    if (result.ok) whole = result.value;
    else
      findings.push(
        finding({
          code: "manifest/invalid-value",
          message: `The override ${shown(one.path)} ${result.why}.`,
          places: [placeOf(one.value.said, "key")],
          service,
          address: workload.join("."),
          discriminator: one.path,
        }),
      );
  }
  const name = service ?? textOf(memberOf(memberOf(whole, "metadata"), "name"))?.slice(0, 63);
  const source = new SourcedDocument(shownPath(path, folder), whole);
  const checked = validateValue("Score", validateScore, source, whole.value, name);
  findings.push(...checked.findings);
  // A file that lacks what it must have is read on: the rest of it may be wrong, too.
  const gone = checked.broken.filter((one) => one.length > 0);
  const isLost = checked.value === undefined && gone.length === checked.broken.length;
  const pruned = gone.reduce<Sourced | undefined>((now, one) => now && withoutPart(now, one), whole);
  const isEmpty = membersOf(memberOf(pruned, "containers")).length === 0;
  const left = pruned && isEmpty ? withoutPart(pruned, ["containers"]) : pruned;
  const broken = [...gone.map((one) => servicePath(one, workload)), ...(isEmpty ? [workload] : [])];
  if (!left || isLost || memberOf(memberOf(left, "metadata"), "name") === undefined) return { broken, findings };
  return {
    broken,
    findings,
    translation: {
      score: left,
      written: objectOf(whole),
      broken: gone,
      service: name,
      workload,
      isWhole,
      base: dirname(path),
      home: request.home ?? dirname(path),
      boundary: request.boundary ?? boundaryOf(path, folder),
      folder,
      files,
      findings: [],
    },
  };
}
