import { closeSync, existsSync, openSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type Effects, TowpathError } from "@towpath/core";
import { type Result, resultOf, type Verb } from "@towpath/report";
import { whyNotWritten } from "../documents/write-output.ts";
import { OperationError } from "../errors.ts";
import { findingOf } from "../operation.ts";
import { type Rendering, renderAs } from "./render-as.ts";
import { type ReportFile, type ReportFormat, reportFile, reportFormat } from "./report-formats.ts";

/** In which formats a result is wanted, as it was typed. */
export interface ReportRequest {
  /** What to print; undefined for what is printed anyway. */
  readonly format: string | undefined;
  /** One JSON document is printed, whatever else. */
  readonly isJson: boolean;
  /** Files to write, each as `FORMAT=PATH`, relative to the effects' folder. */
  readonly reports: readonly string[];
  /** Towpath's own version. */
  readonly version?: string | undefined;
}

/** What a run came to. */
export interface Reported {
  readonly result: Result;
  /** The result in the format to print; undefined where none was asked for, or the request for it was wrong. */
  readonly printed: Rendering | undefined;
}

/**
 * Runs an operation and gives its result in the formats asked for. A wrong request is the result, and then nothing was
 * run; a file that cannot be written is a finding more, and the result is not `ok`.
 */
export async function reported(
  verb: Verb,
  request: ReportRequest,
  effects: Effects,
  run: () => Promise<Result>,
): Promise<Reported> {
  let format: ReportFormat | undefined;
  let files: readonly ReportFile[];
  try {
    format = request.format === undefined ? undefined : reportFormat(request.format);
    if (request.isJson && format !== undefined && format !== "json") throw twoFormats(format);
    files = request.reports.map(reportFile);
    for (const { path } of files) requireFolder(path, effects);
    refuseOverwriting(files, effects);
  } catch (error) {
    if (!(error instanceof TowpathError)) throw error;
    const findings = [findingOf(error)];
    const result = resultOf({ verb, status: "invalid", summary: "Nothing was done.", findings, data: null });
    return { result, printed: undefined };
  }
  let result = await run();
  for (const file of files) {
    try {
      const rendering = await renderAs(file.format, result, effects, request.version);
      write(file.path, rendering, effects);
      for (const notice of rendering.notices) effects.events({ type: "notice", message: `${file.path}: ${notice}` });
    } catch (error) {
      if (!(error instanceof TowpathError)) throw error;
      const status = result.status === "ok" || result.status === "failed" ? "invalid" : result.status;
      result = resultOf({ ...result, status, findings: [...result.findings, findingOf(error)] });
    }
  }
  if (format === undefined) return { result, printed: undefined };
  const printed = await renderAs(format, result, effects, request.version);
  for (const notice of printed.notices) effects.events({ type: "notice", message: notice });
  return { result, printed };
}

function twoFormats(format: ReportFormat): OperationError {
  return new OperationError({
    code: "operation/unknown-format",
    message: `--json and --format ${format} ask for two things on standard output.`,
    hint: "Leave one of them out, or write one to a file with --report.",
  });
}

/** Before anything is run: to find that out at the end of a run is late. */
function requireFolder(path: string, { folder }: Effects): void {
  const file = resolve(folder, path);
  const isFolder = statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
  if (existsSync(dirname(file)) && !isFolder) return;
  throw notWritten(`${path}: ${isFolder ? "it is a folder" : "its folder is not there"}`);
}

/** No report is YAML: a document that is there was named by mistake. */
function refuseOverwriting(files: readonly ReportFile[], { folder }: Effects): void {
  const seen = new Set<string>();
  for (const { path } of files) {
    const file = resolve(folder, path);
    if (/\.ya?ml$/i.test(path) && existsSync(file)) throw notWritten(`${path}: it is there, and is no report`);
    if (seen.has(file)) throw notWritten(`${path}: two reports cannot go to one file`);
    seen.add(file);
  }
}

function write(path: string, { parts }: Rendering, { folder }: Effects): void {
  let file: number | undefined;
  try {
    file = openSync(resolve(folder, path), "w");
    for (const part of parts) writeFileSync(file, part);
  } catch (error) {
    throw notWritten(whyNotWritten(error, path), error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function notWritten(why: string, cause?: unknown): OperationError {
  return new OperationError({
    code: "operation/output-file",
    message: `The report could not be written: ${why}.`,
    hint: "Name a file in a folder that is there and that you may write to.",
    cause,
  });
}
