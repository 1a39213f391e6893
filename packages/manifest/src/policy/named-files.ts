import { dirname, relative, resolve } from "node:path";
import { errorMessage, type Files, type Finding } from "@towpath/core";
import { expand, pathFlaw } from "../document/paths.ts";
import type { Places } from "../document/places.ts";
import { finding, shown } from "../finding.ts";
import type { DocumentHome } from "../platform/platform-model.ts";

/** The files that a list of paths and globs in a document stands for, absolute, each once. */
export interface NamedFiles {
  readonly paths: readonly string[];
  readonly findings: readonly Finding[];
}

/**
 * Follows the paths and globs of a document. What leaves the document's folder or repository, also by a link, what cannot be
 * read, and a path that no file fits, is said and left out.
 *
 * @param at the path of the list in the document
 * @param mayBeNone a glob may stand for files that are still to come: without waivers a check is stricter, without rules not
 */
export function filesNamed(
  patterns: readonly string[],
  at: readonly string[],
  { home, source }: { readonly home: DocumentHome; readonly source: Places },
  files: Files,
  mayBeNone = false,
): NamedFiles {
  const folder = dirname(home.path);
  const paths = new Set<string>();
  const findings: Finding[] = [];
  for (const [index, pattern] of patterns.entries()) {
    const report = (code: "manifest/path" | "manifest/not-found" | "manifest/unreadable", message: string): void => {
      const path = [...at, index];
      const discriminator = `${code} ${message}`;
      findings.push(
        finding({ code, message, places: [source.placeOfValue(path)], address: path.join("."), discriminator }),
      );
    };
    const flaw = pathFlaw(pattern, folder, home.boundary, files);
    if (flaw !== undefined) {
      report("manifest/path", `The path ${shown(pattern)} ${flaw}.`);
      continue;
    }
    let found: readonly string[];
    try {
      found = expand(pattern, folder, files);
    } catch (error) {
      report("manifest/unreadable", `${shown(pattern)} cannot be read: ${errorMessage(error)}.`);
      continue;
    }
    if (found.length === 0 && !mayBeNone) report("manifest/not-found", `No file fits ${shown(pattern)}.`);
    for (const one of found) {
      const below = pathFlaw(relative(folder, one), folder, home.boundary, files);
      if (below === undefined && files.realPath(one) === undefined)
        report("manifest/not-found", `There is no file ${shown(home.show(one))}.`);
      else if (below === undefined) paths.add(resolve(one));
      else report("manifest/path", `The file ${shown(home.show(one))} ${below}.`);
    }
  }
  return { paths: [...paths], findings };
}
