import { type Files, isBlocking, shownPath } from "@towpath/core";
import { type Catalogue, loadControls } from "@towpath/evidence/controls";
import { expandPath, type PlatformEvidence } from "@towpath/manifest";
import { InvalidDocuments, OperationError } from "../errors.ts";

/**
 * The controls of a platform: its own files, or the built-in catalogue.
 *
 * @param folder where the user is, for how files are shown
 * @throws {InvalidDocuments} with what is wrong in the files
 * @throws {OperationError} `operation/evidence-file` for one that is not there
 */
export function controlsOf(evidence: PlatformEvidence | undefined, files: Files, folder: string): Catalogue {
  const read = (evidence?.controls ?? []).flatMap((pattern) => {
    const found = expandPath(pattern, "/", files).flatMap((path) => {
      const bytes = files.read(path);
      return bytes ? [{ name: shownPath(path, folder), bytes }] : [];
    });
    if (found.length > 0) return found;
    throw new OperationError({
      code: "operation/evidence-file",
      message: `There is no file ${pattern}, which the platform names below \`evidence.controls\`.`,
      hint: "Its path is relative to the platform's file.",
    });
  });
  const { findings, ...catalogue } = loadControls(read);
  if (findings.some(isBlocking)) throw new InvalidDocuments(findings);
  return catalogue;
}
