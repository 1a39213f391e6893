import { join, relative, resolve, sep } from "node:path";
import { errorMessage, shownPath } from "@towpath/core";
import { pathFlaw } from "../document/paths.ts";
import { SourceDocument } from "../document/source-document.ts";
import { shown } from "../finding.ts";
import { literal, rewrite } from "./rewrite.ts";
import { mappingOf, memberOf, membersOf, type Sourced, textOf } from "./sourced.ts";
import { reportFlaw, type Translation } from "./translation.ts";

const LARGEST_SOURCE = 1_048_576;

/**
 * Files or volumes by their target, whichever form they are written in.
 *
 * @param path of the files or volumes
 */
export function byTarget(
  of: Sourced,
  path: readonly string[],
  what: "file" | "volume",
  translation: Translation,
): readonly (readonly [target: string, mount: Sourced, path: readonly string[]])[] {
  if (!of.items) return membersOf(of).map(([target, mount]) => [target, mount, [...path, target]]);
  const seen = new Map<string, Sourced>();
  return of.items.flatMap((mount, index) => {
    const target = memberOf(mount, "target");
    const at = [...path, String(index)];
    const name = textOf(target);
    if (!target || name === undefined) {
      reportFlaw(translation, {
        code: "manifest/missing-key",
        message: `A ${what} in a list lacks its target.`,
        path: at,
        places: [mount],
        suggestions: ["Add `target:` with the path where the container finds it."],
      });
      return [];
    }
    const first = seen.get(name);
    if (first) {
      reportFlaw(translation, {
        code: "manifest/duplicate-name",
        message: `Two ${what}s have the target ${shown(name)}.`,
        path: at,
        places: [target, first],
        suggestions: ["Keep one of the two."],
      });
      return [];
    }
    seen.set(name, target);
    return [[name, mount, at] as const];
  });
}

/** A file of a container as a manifest has it; undefined where its source cannot be had. */
export function translateFile(mount: Sourced, path: readonly string[], translation: Translation): Sourced | undefined {
  const noExpand = memberOf(mount, "noExpand");
  const isExpanded = noExpand?.value !== true;
  const content = memberOf(mount, "content");
  const source = memberOf(mount, "source");
  const common = [["mode", memberOf(mount, "mode")] as const];
  const noExpansion = ["noExpand", isExpanded ? undefined : noExpand] as const;
  if (content) {
    const text = isExpanded ? rewrite(content, [...path, "content"], translation) : content;
    return mappingOf(mount.said, [["content", text], noExpansion, ...common]);
  }
  if (source) {
    const taken = isExpanded ? takenIn(source, [...path, "source"], translation) : checked(source, path, translation);
    return taken && mappingOf(mount.said, [...membersOf(taken), noExpansion, ...common]);
  }
  return mappingOf(mount.said, [["binaryContent", memberOf(mount, "binaryContent")], ...common]);
}

/** A source whose path may be used, as it is. */
function checked(source: Sourced, path: readonly string[], translation: Translation): Sourced | undefined {
  return isThere(source, path, translation)
    ? mappingOf(source.said, [["source", fromHome(source, translation)]])
    : undefined;
}

/** A path as the manifest writes it. */
function fromHome(source: Sourced, { base, home }: Translation): Sourced {
  if (base === home) return source;
  return {
    ...source,
    value: relative(home, resolve(base, textOf(source) ?? ""))
      .split(sep)
      .join("/"),
  };
}

/**
 * A source whose placeholders are filled in: where it has some, the text of the file takes its place, for they are
 * written as Score has them and not as manifests do. What is no text has none.
 */
function takenIn(source: Sourced, path: readonly string[], translation: Translation): Sourced | undefined {
  const bytes = bytesOf(source, path, translation);
  if (!bytes) return undefined;
  const text = textIn(bytes);
  if (text?.includes("$") !== true)
    return mappingOf(source.said, [
      ["source", fromHome(source, translation)],
      ["noExpand", text === undefined ? { value: true, said: source.said } : undefined],
    ]);
  const file = shownPath(resolve(translation.base, textOf(source) ?? ""), translation.folder);
  const document = new SourceDocument(file, text, { value: text, start: 0, end: text.length, size: 1 });
  return mappingOf(source.said, [
    ["content", rewrite({ value: text, said: { document, path: [] } }, path, translation)],
  ]);
}

/** The text of a file; undefined for what is none. */
function textIn(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Whether a source may be used and leads to something; what is wrong with it is said. */
function isThere(source: Sourced, path: readonly string[], translation: Translation): boolean {
  const { base, boundary, files } = translation;
  const name = textOf(source) ?? "";
  const flaw = pathFlaw(name, base, boundary, files);
  const places = [source] as const;
  if (flaw !== undefined)
    reportFlaw(translation, { code: "manifest/path", message: `The path ${shown(name)} ${flaw}.`, path, places });
  else if (files.realPath(join(base, name)) === undefined)
    reportFlaw(translation, { code: "manifest/not-found", message: `There is no file ${shown(name)}.`, path, places });
  else return true;
  return false;
}

function bytesOf(source: Sourced, path: readonly string[], translation: Translation): Uint8Array | undefined {
  if (!isThere(source, path, translation)) return undefined;
  const name = textOf(source) ?? "";
  const places = [source] as const;
  try {
    const bytes = translation.files.read(join(translation.base, name));
    if (!bytes || bytes.length <= LARGEST_SOURCE) return bytes ?? new Uint8Array();
    const size = `has ${bytes.length.toLocaleString("en")} bytes; one with placeholders has at most ${LARGEST_SOURCE.toLocaleString("en")}`;
    const suggestions = ["Add `noExpand: true` where it has none."];
    reportFlaw(translation, {
      code: "manifest/too-large",
      message: `The file ${shown(name)} ${size}.`,
      path,
      places,
      suggestions,
    });
  } catch (error) {
    const message = `The file ${shown(name)} cannot be read: ${errorMessage(error)}`;
    reportFlaw(translation, { code: "manifest/unreadable", message, path, places });
  }
  return undefined;
}

/** A volume of a container as a manifest has it. */
export function translateVolume(mount: Sourced, path: readonly string[], translation: Translation): Sourced {
  const source = memberOf(mount, "source");
  const below = memberOf(mount, "path");
  return mappingOf(mount.said, [
    ["source", source && rewrite(source, [...path, "source"], translation, true)],
    ["path", below && literal(below)],
    ["readOnly", memberOf(mount, "readOnly")],
  ]);
}
