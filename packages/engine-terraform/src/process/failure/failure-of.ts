import type { Place } from "@towpath/core";
import { TerraformError } from "../../errors.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { RunResult } from "../run-terraform.ts";
import { type Classified, classify } from "./classify.ts";

/** What was asked of Terraform. */
export type Doing = "init" | "validate" | "plan" | "apply" | "show" | "import";

/** What a root module knows of the places of its parts: see {@link import("../../module/root-module.ts").RootModule}. */
export interface RootPlaces {
  addressOf(terraformAddress: string): string | undefined;
  placeOf(file: string, line: number, column: number): Place | undefined;
  placeOfAddress(terraformAddress: string): Place | undefined;
}

const TAIL_LINES = 30;

/**
 * Why a command failed, in our words, at the place of the manifest or the platform that it comes from, with what to do next.
 *
 * @param environment its name, for the commands that a hint names
 */
export function failureOf(result: RunResult, doing: Doing, root: RootPlaces, environment: string): TerraformError {
  const errors = result.diagnostics.filter(({ severity }) => severity === "error");
  if (result.isCancelled) return interrupted(doing, errors);
  if (result.timedOutAfterMs !== undefined) return timedOut(result.timedOutAfterMs, doing, errors);
  const read = errors.map((diagnostic) => ({ diagnostic, found: classify(diagnostic, { doing, environment, root }) }));
  // What explains the others comes first: a provider that crashed fails every resource of it.
  const main = read.toSorted((a, b) => a.found.rank - b.found.rank)[0];
  if (!main) return unexplained(result, doing);
  const others = read.filter((each) => each !== main).flatMap(({ diagnostic }) => linesOf(diagnostic, root));
  return made(main.found, [...detailLines(main.diagnostic), ...others], root, main.diagnostic);
}

function made(found: Classified, tail: readonly string[], root: RootPlaces, diagnostic: Diagnostic): TerraformError {
  return new TerraformError({
    code: found.code,
    kind: found.kind,
    message: found.message,
    hint: found.hint,
    place: placeOf(diagnostic, root),
    tail: tail.slice(0, TAIL_LINES),
  });
}

/** Where a diagnostic comes from: the line of the root module that it names, or the call that its resource is in. */
export function placeOf({ range, address }: Diagnostic, root: RootPlaces): Place | undefined {
  const byRange = range && root.placeOf(range.file, range.line, range.column);
  return byRange ?? (address === undefined ? undefined : root.placeOfAddress(address));
}

function detailLines(diagnostic: Diagnostic): readonly string[] {
  const { detail, values = [] } = diagnostic;
  return [...detail.split("\n").filter((line) => line.trim() !== ""), ...values];
}

function linesOf(diagnostic: Diagnostic, root: RootPlaces): readonly string[] {
  const whose = subjectOf(diagnostic, root);
  const [head, ...rest] = detailLines(diagnostic);
  return [`${whose ? `${whose}: ` : ""}${diagnostic.summary}${head ? `: ${head}` : ""}`, ...rest.slice(0, 4)];
}

/** `resources.db (azurerm_x.y)` */
export function subjectOf({ address }: Diagnostic, root: RootPlaces): string | undefined {
  if (address === undefined) return undefined;
  const towpath = root.addressOf(address);
  return towpath === undefined ? address : `${towpath} (${address.replace(/^module\.[^.]+\./, "")})`;
}

function interrupted(doing: Doing, errors: readonly Diagnostic[]): TerraformError {
  return new TerraformError({
    code: "engine-terraform/interrupted",
    kind: "fault",
    message: `Terraform was interrupted in ${doing}.`,
    hint: "What it had done is in its state. Run the command again: it goes on from there.",
    tail: errors.map(({ summary }) => summary).slice(0, TAIL_LINES),
  });
}

function timedOut(ms: number, doing: Doing, errors: readonly Diagnostic[]): TerraformError {
  return new TerraformError({
    code: "engine-terraform/timeout",
    kind: "fault",
    message: `Terraform's ${doing} did not end in ${Math.max(1, Math.round(ms / 60_000))} minutes and was interrupted.`,
    hint: "What it had done is in its state. See whether the provider's API answers, then run the command again: it goes on from there.",
    tail: errors.map(({ summary }) => summary).slice(0, TAIL_LINES),
  });
}

function unexplained({ exitCode, lines }: RunResult, doing: Doing): TerraformError {
  const isCrash = lines.some((line) => /^panic: |TERRAFORM CRASH|^goroutine \d+ \[/.test(line));
  return new TerraformError({
    code: isCrash ? "engine-terraform/provider-crashed" : "engine-terraform/failed",
    kind: "fault",
    message: isCrash
      ? `Terraform crashed in ${doing}.`
      : `Terraform's ${doing} ended with exit code ${exitCode} and said no error.`,
    hint: isCrash
      ? "This is a fault of Terraform's own. Run the command again; if it happens again, try another release of Terraform."
      : "The last lines that it printed are below. Run the command again.",
    tail: lines.slice(-TAIL_LINES),
  });
}
