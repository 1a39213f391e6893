import { closeSync, mkdtempSync, openSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { errorMessage, type Files, isBlocking } from "@towpath/core";
import { jsonParts, printable, type Result, renderAnnotations, renderMarkdown, renderText } from "@towpath/report";
import { ActionError } from "../errors.ts";
import { command } from "../protocol/command.ts";
import type { CommandFiles } from "../protocol/command-files.ts";
import type { WorkflowLog } from "../protocol/workflow-log.ts";
import { exitCodeOf, judged, type Outcome } from "./outcome.ts";
import type { WorkingFolder } from "./working-folder.ts";

/** Where an outcome goes. */
export interface Delivery {
  readonly log: WorkflowLog;
  readonly files: CommandFiles;
  readonly sources: Files;
  readonly folder: WorkingFolder;
  /** Absolute; the runner's RUNNER_TEMP. */
  readonly temporary: string;
}

/**
 * Shows an outcome in every way that a step has: its log, annotations, the job summary, outputs, a file with the whole.
 *
 * @returns the step's exit code
 */
export function deliver(outcome: Outcome, to: Delivery): number {
  const result = judged(outcome);
  to.log.text(renderText(result, { colour: false, source: (file) => sourceOf(file, to) }));
  if (outcome.annotations ?? true)
    to.log.commands(
      renderAnnotations(result, { folder: to.folder.inRepository, isThere: (file) => isThere(file, to) }),
    );
  for (const warning of outcome.warnings ?? []) to.log.commands(command("warning", printable(warning)));
  const failure = outcome.failure ?? wordless(outcome, result);
  if (failure !== undefined) to.log.commands(command("error", failure));

  if (outcome.summary ?? true) to.files.summary(renderMarkdown(result));
  const report = { output: "report", name: `${result.verb}.json`, parts: jsonParts(result) };
  const written = writeFiles([report, ...(outcome.files ?? [])], to.temporary);
  const outputs = { ...outcome.outputs, ...countOutputs(result), ...written };
  for (const [name, value] of Object.entries(outputs)) to.files.output(name, String(value));
  return exitCodeOf(outcome, result);
}

/** What to say of a step that fails without a finding that does it: its page would say no more than that it did. */
function wordless(outcome: Outcome, result: Result): string | undefined {
  const isSaid = result.findings.some(isBlocking) || result.status === "interrupted";
  return isSaid || exitCodeOf(outcome, result) === 0 ? undefined : printable(result.summary);
}

function countOutputs({ status, findings, counts }: Result): Readonly<Record<string, string | number>> {
  return { result: status, findings: findings.length, mandatory: counts.mandatory, advisory: counts.advisory };
}

/** In a folder of its own each time: a job may check twice. Gives their paths by the outputs that name them. */
function writeFiles(files: NonNullable<Outcome["files"]>, temporary: string): Readonly<Record<string, string>> {
  try {
    const folder = mkdtempSync(join(temporary, "towpath-"));
    const written = files.map(({ output, name, parts }) => {
      const path = join(folder, name);
      writeParts(path, parts);
      return [output, path] as const;
    });
    return Object.fromEntries(written);
  } catch (error) {
    throw new ActionError({
      code: "action-kit/no-command-file",
      kind: "fault",
      message: `The report could not be written below RUNNER_TEMP: ${errorMessage(error)}`,
      hint: "Make room on the runner's disk, or look at who owns its temporary folder.",
      cause: error,
    });
  }
}

/** A million findings are longer than one text may be. */
function writeParts(path: string, parts: Iterable<string>): void {
  const file = openSync(path, "wx");
  try {
    for (const part of parts) writeFileSync(file, part);
  } finally {
    closeSync(file);
  }
}

/** Whether a finding's file is one of the workspace: a platform's may be named after a package. A link counts, wherever it leads. */
function isThere(file: string, { sources, folder }: Delivery): boolean {
  try {
    return sources.realPath(resolve(folder.path, file)) !== undefined;
  } catch {
    return true;
  }
}

/** A file that a finding points at; without it the finding is shown without its line. */
function sourceOf(file: string, { sources, folder }: Delivery): string | undefined {
  try {
    const bytes = sources.read(resolve(folder.path, file));
    return bytes && new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}
