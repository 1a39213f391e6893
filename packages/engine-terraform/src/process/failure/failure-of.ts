import type { Place } from "@towpath/core";
import { TerraformError } from "../../errors.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { RunResult } from "../run-terraform.ts";
import { type Classified, classify } from "./classify.ts";
import type { Known } from "./rule.ts";

/** What was asked of Terraform. */
export type Doing = "init" | "validate" | "plan" | "apply" | "show" | "import";

/** What a root module knows of the places of its parts: see {@link import("../../module/root-module.ts").RootModule}. */
export interface RootPlaces {
  addressOf(terraformAddress: string): string | undefined;
  placeOf(file: string, line: number, column: number): Place | undefined;
  placeOfAddress(terraformAddress: string): Place | undefined;
}

const TAIL_LINES = 40;
const LONGEST_LINE = 1_000;
/** Of a text that is long, what is looked at. */
const READ_FIRST = 3_000;
const READ_LAST = 1_500;
/** Of a stack trace of a provider's. */
const CRASH_LINES = 25;

/**
 * Why a command failed, in our words, at the place of the manifest or the platform that it comes from, with what to do next.
 *
 * @param environment its name, for the commands that a hint names
 */
export function failureOf(result: RunResult, doing: Doing, root: RootPlaces, environment: string): TerraformError {
  const errors = result.diagnostics.filter(({ severity }) => severity === "error");
  if (result.isCancelled) return interrupted(result, doing, errors);
  if (result.timedOutAfterMs !== undefined) return timedOut(result, result.timedOutAfterMs, doing, errors);
  const plugin = crashedPlugin(result.lines);
  const crash: readonly Diagnostic[] =
    plugin === undefined || errors.length > 0
      ? []
      : [{ severity: "error", summary: `The ${plugin} plugin crashed!`, detail: "" }];
  const { program } = result;
  const read = [...errors, ...crash].map((diagnostic) => {
    const known = {
      diagnostic,
      text: flat(diagnostic),
      doing,
      environment,
      program,
      plugin,
      ...whose(diagnostic, root),
    };
    return { diagnostic, found: classify(known) };
  });
  // What explains the others comes first: a provider that crashed fails every resource of it. Of equals the one whose place is known.
  const main = read.toSorted(
    (a, b) =>
      a.found.rank - b.found.rank || Number(!placeOf(a.diagnostic, root)) - Number(!placeOf(b.diagnostic, root)),
  )[0];
  if (!main) return unexplained(result, doing);
  const others = read.filter((each) => each !== main).flatMap(({ diagnostic }) => linesOf(diagnostic, root));
  const trace = plugin === undefined ? [] : result.lines.filter((line) => line.trim() !== "").slice(-CRASH_LINES);
  return made(main.found, [...detailLines(main.diagnostic), ...others, ...trace], root, main.diagnostic);
}

/** Beside the stream Terraform writes which provider stopped, with the trace that it left. */
function crashedPlugin(lines: readonly string[]): string | undefined {
  return lines.map((line) => /The (\S+) plugin crashed!/.exec(line)?.[1]).find((name) => name !== undefined);
}

/** On one line; of a long text its beginning and its end, where what went wrong stands. */
function flat({ summary, detail }: Diagnostic): string {
  const text = `${summary} ${detail}`.replaceAll(/\s+/g, " ").trim();
  return text.length <= READ_FIRST + READ_LAST ? text : `${text.slice(0, READ_FIRST)} … ${text.slice(-READ_LAST)}`;
}

/** The resource of the manifest that a diagnostic is about; undefined where it is about none, or does not say so. */
export function ownerOf(diagnostic: Diagnostic, root: Pick<RootPlaces, "addressOf">): string | undefined {
  const full = diagnostic.address ?? addressIn(diagnostic);
  return full === undefined ? undefined : root.addressOf(full);
}

/** Whose diagnostic it is, in the manifest and within the module. */
function whose(diagnostic: Diagnostic, root: RootPlaces): Pick<Known, "subject" | "address" | "local"> {
  const full = diagnostic.address ?? addressIn(diagnostic);
  if (full === undefined) return { subject: undefined, address: undefined, local: undefined };
  const address = root.addressOf(full);
  const local = full.replace(/^module\.[^.]+\./, "");
  const isCall = local === full && full.startsWith("module.");
  const inModule = isCall || local === full ? undefined : local;
  // A provider is spoken of by its name.
  if (full.startsWith("provider[")) return { subject: undefined, address, local: full };
  const subject = address === undefined ? full : inModule === undefined ? address : `${address} (${inModule})`;
  return { subject, address, local: inModule ?? (isCall ? undefined : full) };
}

/** Some diagnostics name whose they are only in their words: a resource, or the module of a call. */
function addressIn({ detail, context }: Diagnostic): string | undefined {
  if (context !== undefined && /^module\.[\w-]+$/.test(context)) return context;
  const named = /\b(?:Resource|current state of|suitable for) (module\.[^\s:,]+?)(?:\.var\.[\w-]+)?(?= |$)/.exec(
    detail,
  )?.[1];
  if (named !== undefined) return named;
  const call = /\bmodule "([A-Za-z_][\w-]*)"/.exec(detail)?.[1];
  return call === undefined ? undefined : `module.${call}`;
}

function made(found: Classified, tail: readonly string[], root: RootPlaces, diagnostic: Diagnostic): TerraformError {
  return new TerraformError({
    code: found.code,
    kind: found.kind,
    message: found.message,
    hint: found.hint,
    place: placeOf(diagnostic, root),
    tail: tail
      .slice(0, TAIL_LINES)
      .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE).toWellFormed()} …` : line)),
  });
}

/**
 * Where a diagnostic comes from: the line of the root module that it names, the recipe of the module's file, or the call that its
 * resource is in.
 */
export function placeOf(diagnostic: Diagnostic, root: RootPlaces): Place | undefined {
  const range = diagnostic.range ?? validationIn(diagnostic);
  const full = diagnostic.address ?? addressIn(diagnostic);
  const byRange = range && root.placeOf(range.file, range.line, range.column);
  return byRange ?? (full === undefined ? undefined : root.placeOfAddress(full));
}

/** A value that its variable refuses has no place in Terraform's words but that of the rule: at `modules/vm/variables.tf:103,3-13`. */
function validationIn({ detail }: Diagnostic): Diagnostic["range"] {
  const [, file, line, column] = /checked by the validation rule at (\S[^\n]*):(\d+),(\d+)/.exec(detail) ?? [];
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) };
}

function detailLines(diagnostic: Diagnostic): readonly string[] {
  const { detail, range, values = [] } = diagnostic;
  const at = range?.file.includes("/") ? [`at ${range.file}:${range.line}`] : [];
  return [...detail.split("\n").filter((line) => line.trim() !== ""), ...values, ...at];
}

function linesOf(diagnostic: Diagnostic, root: RootPlaces): readonly string[] {
  const { subject } = whose(diagnostic, root);
  const [head, ...rest] = detailLines(diagnostic);
  return [`${subject ? `${subject}: ` : ""}${diagnostic.summary}${head ? `: ${head}` : ""}`, ...rest.slice(0, 4)];
}

function interrupted({ program }: RunResult, doing: Doing, errors: readonly Diagnostic[]): TerraformError {
  return new TerraformError({
    code: "engine-terraform/interrupted",
    kind: "fault",
    message: `${program} was interrupted in ${doing}.`,
    hint: "What it had done is in its state. Run the command again: it goes on from there.",
    tail: errors.map(({ summary }) => summary).slice(0, TAIL_LINES),
  });
}

function timedOut({ program }: RunResult, ms: number, doing: Doing, errors: readonly Diagnostic[]): TerraformError {
  return new TerraformError({
    code: "engine-terraform/timeout",
    kind: "fault",
    message: `${program}'s ${doing} did not end in ${Math.max(1, Math.round(ms / 60_000))} minutes and was interrupted.`,
    hint: "What it had done is in its state. See whether the provider's API answers, then run the command again: it goes on from there.",
    tail: errors.map(({ summary }) => summary).slice(0, TAIL_LINES),
  });
}

function unexplained({ exitCode, signal, lines, program }: RunResult, doing: Doing): TerraformError {
  const isCrash = lines.some((line) => /^panic: |TERRAFORM CRASH|^goroutine \d+ \[/.test(line));
  const ended = signal === undefined ? `ended with exit code ${exitCode}` : `was ended from outside (${signal})`;
  const hint = isCrash
    ? `This is a fault of ${program}'s own. Run the command again; if it happens again, try another release of it.`
    : signal === "SIGKILL"
      ? "Most often that is done by a system that runs out of memory. Run the command again: what was being made is looked for first."
      : "The last lines that it printed are below. Run the command again.";
  return new TerraformError({
    code: isCrash ? "engine-terraform/provider-crashed" : "engine-terraform/failed",
    kind: "fault",
    message: isCrash ? `${program} crashed in ${doing}.` : `${program}'s ${doing} ${ended} and said no error.`,
    hint,
    tail: lines.slice(-TAIL_LINES),
  });
}
