import { errorMessage, type Files, isJsonObject, type JsonObject, nearest } from "@towpath/core";
import { finding, shown } from "../finding.ts";
import type { DocumentKind } from "../schema/not-built.ts";
import { apiVersionFinding } from "../upgrade/api-version.ts";
import { type Parsed, parseDocument } from "./parse.ts";

/** A document of the kind that was asked for, or a Score file where a service was. */
export interface ReadDocument extends Parsed {
  readonly isScore?: boolean;
}

/** Reads the document of a file and sees to it that it is of the kind that is expected. */
export function readDocument(path: string, file: string, kind: DocumentKind, files: Files): ReadDocument {
  return ofKind(parseFile(path, file, files), kind);
}

/** Reads the document of a file, whatever it is. */
export function parseFile(path: string, file: string, files: Files): Parsed {
  let bytes: Uint8Array | undefined;
  try {
    bytes = files.read(path);
  } catch (error) {
    const message = `${file} cannot be read: ${errorMessage(error)}.`;
    return { findings: [finding({ code: "manifest/unreadable", message, places: [{ file }] })] };
  }
  if (!bytes) {
    const message = `There is no file ${file}.`;
    return { findings: [finding({ code: "manifest/not-found", message, places: [{ file }] })] };
  }
  return parseDocument(file, bytes);
}

/** Kinds of documents that no other document names as a manifest is named. */
const ABOUT_POLICY = new Set(["Waivers", "PolicyRule", "PolicyPack"]);
const OF_PLATFORMS = new Set(["Platform", "ResourceType"]);

/** Refuses a document of another kind, before its schema says a hundred things about it. */
function ofKind(parsed: Parsed, kind: DocumentKind): ReadDocument {
  const { document, findings } = parsed;
  if (!document) return parsed;
  const value = document.value;
  if (!isJsonObject(value)) {
    const message = `The document is ${shown(value)}; expected a mapping with apiVersion and kind.`;
    return {
      findings: [...findings, finding({ code: "manifest/kind", message, places: [document.placeOfValue([])] })],
    };
  }
  if (isScore(value)) {
    if (kind === "Service") return { ...parsed, isScore: true };
    const message = `The document is a Score file; expected one of kind ${kind}.`;
    const places = [document.placeOfValue([])];
    return { findings: [...findings, finding({ code: "manifest/kind", message, places })] };
  }
  const wrongVersion = apiVersionFinding(document);
  if (wrongVersion) return { findings: [...findings, wrongVersion] };
  const found = value["kind"];
  if (typeof found === "string" && found !== kind) {
    const message = `The document is of kind ${shown(found)}; expected ${kind}.`;
    const places = [document.placeOfValue(["kind"])];
    const facts = {
      code: "manifest/kind",
      message,
      places,
      address: "kind",
      suggestions: adviceOn(found, kind),
    } as const;
    return { findings: [...findings, finding(facts)] };
  }
  return parsed;
}

function adviceOn(found: string, kind: DocumentKind): readonly string[] {
  if (ABOUT_POLICY.has(found)) return ["Hold it against its schema with towpath validate."];
  if (OF_PLATFORMS.has(found)) return ["Look through a platform, with all that it names, with towpath platform check."];
  return nearest(found, [kind]) === undefined ? [] : [`Did you mean "${kind}"?`];
}

/** Whether a document means to be a Score file, also where its version is missing or wrong. */
function isScore(value: JsonObject): boolean {
  const version = value["apiVersion"];
  if (typeof version === "string" && /^(score|towpath)\./.test(version)) return version.startsWith("score.");
  return value["kind"] === undefined && value["containers"] !== undefined;
}
