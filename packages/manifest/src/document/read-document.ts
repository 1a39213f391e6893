import { errorMessage, type Files, isJsonObject } from "@towpath/core";
import { finding, shown } from "../finding.ts";
import type { DocumentKind } from "../schema/not-built.ts";
import { type Parsed, parseDocument } from "./parse.ts";

/** Reads the document of a file and sees to it that it is of the kind that is expected. */
export function readDocument(path: string, file: string, kind: DocumentKind, files: Files): Parsed {
  let bytes: Uint8Array | undefined;
  try {
    bytes = files.read(path);
  } catch (error) {
    const message = `${file} cannot be read: ${errorMessage(error)}`;
    return { findings: [finding({ code: "manifest/unreadable", message, places: [{ file }] })] };
  }
  if (!bytes) {
    const message = `There is no file ${file}.`;
    return { findings: [finding({ code: "manifest/not-found", message, places: [{ file }] })] };
  }
  return ofKind(parseDocument(file, bytes), kind);
}

/** Refuses a document of another kind, before its schema says a hundred things about it. */
function ofKind(parsed: Parsed, kind: DocumentKind): Parsed {
  const { document, findings } = parsed;
  if (!document) return parsed;
  const value = document.value;
  if (!isJsonObject(value)) {
    const message = `The document is ${shown(value)}; expected a mapping with apiVersion and kind.`;
    return {
      findings: [...findings, finding({ code: "manifest/kind", message, places: [document.placeOfValue([])] })],
    };
  }
  const version = value["apiVersion"];
  if (typeof version === "string" && version.startsWith("score.dev/")) {
    const message = "Score documents are not built yet: this one cannot be used.";
    const places = [document.placeOfValue(["apiVersion"])];
    return {
      findings: [...findings, finding({ code: "manifest/not-built-yet", message, places, address: "apiVersion" })],
    };
  }
  const found = value["kind"];
  if (typeof found === "string" && found !== kind) {
    const message = `The document is of kind ${shown(found)}; expected ${kind}.`;
    const places = [document.placeOfValue(["kind"])];
    return { findings: [...findings, finding({ code: "manifest/kind", message, places, address: "kind" })] };
  }
  return parsed;
}
