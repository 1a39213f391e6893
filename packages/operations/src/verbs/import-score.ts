import { resolve } from "node:path";
import { isBlocking, type JsonObject } from "@towpath/core";
import { writeOutput } from "../documents/write-output.ts";
import type { Confirm } from "../environment/confirm.ts";
import { InvalidDocuments, OperationError } from "../errors.ts";
import { operation } from "../operation.ts";

/** What a Score file is called. */
const SCORE_NAME = "score.yaml";

/** Which Score file becomes a manifest, and where that goes. Paths are relative to the effects' folder. */
export interface ImportScoreRequest {
  /** `score.yaml` when absent. */
  readonly file?: string | undefined;
  /** Files that are laid over it, in their order. */
  readonly overrides?: readonly string[] | undefined;
  /** `PATH=VALUE`, set after them in their order; `PATH=` takes out what is there. */
  readonly set?: readonly string[] | undefined;
  /** A file; shown when absent, and for `-`. */
  readonly out?: string | undefined;
  /** Asks whether to overwrite a file that is there; undefined where nobody can be asked. */
  readonly confirm?: Confirm | undefined;
}

/** The manifest that says what the Score file says. */
export interface ImportScoreData {
  readonly file: string;
  /** Where it is; null where it is shown. */
  readonly out: string | null;
  readonly manifest: JsonObject;
}

/** Makes a manifest of a Score file: one that resolves to the same graph. */
export const importScore = operation<ImportScoreRequest, ImportScoreData>("import score", async (request, effects) => {
  const { file = SCORE_NAME, overrides, set } = request;
  const out = request.out === "-" ? undefined : request.out;
  const { importScore: make } = await import("@towpath/manifest/score");
  const made = await make({ path: file, overrides, set, target: out }, effects.files, effects.folder);
  if (!made.value || made.findings.some(isBlocking)) throw new InvalidDocuments(made.findings);
  const { name, text, manifest } = made.value;
  const common = { service: name, findings: made.findings, data: { file, out: out ?? null, manifest } };
  if (out === undefined)
    return { ...common, summary: `${file} as a manifest.`, sections: [{ kind: "document", text }] };
  if (effects.files.realPath(resolve(effects.folder, out)) !== undefined) await mayOverwrite(out, request.confirm);
  writeOutput("The manifest", text, out, effects);
  const next = [`npx towpath check ${out}`, `${file} is not read any more where ${out} is the manifest: take it out.`];
  return {
    ...common,
    summary: `${out} says what ${file} says.`,
    sections: [{ kind: "lines", title: "Next", lines: next }],
  };
});

async function mayOverwrite(out: string, confirm: Confirm | undefined): Promise<void> {
  if (confirm && (await confirm(`${out} is there already. Write over it?`))) return;
  throw new OperationError({
    code: "operation/foreign-file",
    kind: "refused",
    message: `${out} is there already, and is not overwritten.`,
    hint: "Name another file with -o, or overwrite this one with --yes; without -o the manifest is shown.",
    place: { file: out },
  });
}
