import { gzipSync } from "node:zlib";
import type { Finding } from "@towpath/core";
import { byteLength } from "../cut-bytes.ts";
import { GITHUB_LIMITS } from "../github-limits.ts";
import { heaviestFirst } from "../heaviest.ts";
import { safeJson } from "../json.ts";
import { EXIT_CODES, type Result } from "../result.ts";
import { describedRules, type RuleDescription } from "../rule-description.ts";
import { GROUPS } from "../verdict.ts";
import { sarifResult } from "./sarif-result.ts";
import { sarifRule } from "./sarif-rule.ts";

/** How SARIF is written. */
export interface SarifOptions {
  /** The folder that places are relative to, seen from the repository's root, with `/`. The root itself when absent. */
  readonly folder?: string | undefined;
  /** What the rules say of themselves; where absent, what the findings know. */
  readonly rules?: readonly RuleDescription[] | undefined;
  /** Towpath's own version. */
  readonly version?: string | undefined;
  /** What tells this upload from others of the same commit; the verb, the service and the environment when absent. */
  readonly category?: string | undefined;
  /** The file, from the repository's root, for a finding that stands in none: `towpath.yaml` of the folder when absent. */
  readonly file?: string | undefined;
}

/** A SARIF log and what is not in it. */
export interface Sarif {
  /** One JSON document, a result a line. */
  readonly text: string;
  /** What was left out, in sentences; also in the log, as notifications. */
  readonly notices: readonly string[];
}

/** Bytes before compression: what compresses as little as text can still fits. */
const MOST_BYTES = 64_000_000;

/**
 * A result as SARIF 2.1.0, for code scanning: one run, one location a result, a fingerprint that stays the same wherever a
 * finding stands in its file. What is waived stays out, for GitHub knows no exceptions. Past GitHub's limits the heaviest
 * findings stay and the notices say what was cut.
 *
 * Format: OASIS, Static Analysis Results Interchange Format 2.1.0; "SARIF support for code scanning" in GitHub's docs.
 */
export function renderSarif(result: Result, options: SarifOptions = {}): Sarif {
  const all = heaviestFirst(
    result.findings,
    GROUPS.filter((group) => group !== "waived"),
  );
  let shown = fitting(all.slice(0, GITHUB_LIMITS.sarifResults), options);
  for (;;) {
    const notices = noticesOf(result, all.length, shown.length);
    const text = logOf(result, shown, notices, options);
    const size = gzipSync(text).length;
    if (size <= GITHUB_LIMITS.sarifGzipBytes || shown.length === 0) return { text, notices };
    shown = shown.slice(0, Math.floor(shown.length * (GITHUB_LIMITS.sarifGzipBytes / size) * 0.95));
  }
}

/** As many of the findings as there is room for before compression. */
function fitting(findings: readonly Finding[], options: SarifOptions): readonly Finding[] {
  let room = MOST_BYTES;
  const end = findings.findIndex((finding) => {
    room -= byteLength(safeJson(sarifResult(finding, 0, 1, options)));
    return room < 0;
  });
  return end === -1 ? findings : findings.slice(0, end);
}

function noticesOf({ counts }: Result, all: number, shown: number): readonly string[] {
  const { sarifResults, sarifResultsShown } = GITHUB_LIMITS;
  return [
    all > shown
      ? `${all - shown} of ${all} findings, the lightest, are not in this file: GitHub takes ${sarifResults} results and 10 MB at most. The JSON result has everything.`
      : "",
    shown > sarifResultsShown ? `GitHub shows the ${sarifResultsShown} heaviest of ${shown} results.` : "",
    counts.waived > 0 ? `${counts.waived} waived ${counts.waived === 1 ? "finding is" : "findings are"} left out.` : "",
  ].filter((notice) => notice !== "");
}

function logOf(
  result: Result,
  findings: readonly Finding[],
  notices: readonly string[],
  options: SarifOptions,
): string {
  const rules = describedRules(findings, options.rules);
  const indices = new Map(rules.map(({ id }, index) => [id, index]));
  const seen = new Map<string, number>();
  const results = findings.map((finding) => {
    const count = (seen.get(finding.fingerprint) ?? 0) + 1;
    seen.set(finding.fingerprint, count);
    return safeJson(sarifResult(finding, indices.get(finding.code) ?? 0, count, options));
  });
  const run = {
    tool: {
      driver: {
        name: "Towpath",
        ...(options.version === undefined ? {} : { semanticVersion: options.version }),
        informationUri: "https://github.com/towpath/towpath",
        rules: rules.map(sarifRule),
      },
    },
    automationDetails: { id: categoryOf(result, options) },
    columnKind: "utf16CodeUnits",
    originalUriBaseIds: { "%SRCROOT%": { description: { text: "The root of the repository." } } },
    invocations: [
      {
        executionSuccessful: result.status === "ok" || result.status === "failed",
        exitCode: EXIT_CODES[result.status],
        toolExecutionNotifications: notices.map((text) => ({ level: "note", message: { text } })),
      },
    ],
  };
  const body = results.length === 0 ? "[]" : `[\n${results.join(",\n")}\n]`;
  const start = safeJson(run, 0).slice(0, -1);
  return `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[${start},"results":${body}}]}\n`;
}

/** Ends with a slash: what follows the last one is the run's own (SARIF 2.1.0, 3.17.3). */
function categoryOf({ verb, service, environment }: Result, { category }: SarifOptions): string {
  const parts = ["towpath", verb, service, environment].filter((part) => part !== undefined);
  const id = category ?? parts.map((part) => part.replace(/[^\w.-]+/g, "-")).join("/");
  return `${id.replace(/\/+$/, "")}/`;
}
