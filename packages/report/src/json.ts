import type { Finding, Place } from "@towpath/core";
import { docsAddress } from "./docs-address.ts";
import { EXIT_CODES, type Result } from "./result.ts";

/** What JSON leaves as it is and a terminal, a log or a runner would obey or hide. */
const UNSAFE =
  /[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e007f}]|(?<=##)\[/gu;

/** Findings that are written at once. */
const BATCH = 500;

/**
 * A result as one JSON document: two spaces of indentation, keys in a fixed order, ASCII escapes for controls and
 * invisible characters, a line break at the end. Its schema is `schemas/result.json`. Sections are for people and stay out.
 */
export function renderJson(result: Result): string {
  return [...jsonParts(result)].join("");
}

/** The same document in parts, for whoever writes a file: a million findings are longer than a string may be. */
export function* jsonParts(result: Result): Generator<string> {
  const head = {
    result: result.result,
    verb: result.verb,
    status: result.status,
    exitCode: EXIT_CODES[result.status],
    service: result.service,
    environment: result.environment,
    summary: result.summary,
    counts: {
      mandatory: result.counts.mandatory,
      advisory: result.counts.advisory,
      waived: result.counts.waived,
      indeterminate: result.counts.indeterminate,
      pending: result.counts.pending,
      upcoming: result.counts.upcoming,
      errors: result.counts.errors,
    },
  };
  yield `${safeJson(head, 2).slice(0, -"\n}".length)},\n  "findings": [`;
  for (let first = 0; first < result.findings.length; first += BATCH) {
    const batch = result.findings.slice(first, first + BATCH).map((finding) => indented(orderedFinding(finding), 4));
    yield `${first === 0 ? "" : ","}\n    ${batch.join(",\n    ")}`;
  }
  yield `${result.findings.length === 0 ? "" : "\n  "}],\n  "data": ${indented(result.data ?? null, 2)}\n}\n`;
}

/** A value as JSON in which nothing is left that a terminal, a log or a runner would obey or hide. */
export function safeJson(value: unknown, indentation = 0): string {
  return (JSON.stringify(value, undefined, indentation) ?? "null").replace(UNSAFE, escaped);
}

function indented(value: unknown, by: number): string {
  return safeJson(value, 2).replaceAll("\n", `\n${" ".repeat(by)}`);
}

function orderedFinding(finding: Finding): object {
  return {
    code: finding.code,
    message: finding.message,
    docs: docsAddress(finding.docs),
    outcome: finding.outcome,
    level: finding.level,
    severity: finding.severity,
    service: finding.service,
    address: finding.address,
    environments: finding.environments,
    places: finding.places.map(orderedPlace),
    suggestions: finding.suggestions,
    edits: finding.edits,
    fingerprint: finding.fingerprint,
  };
}

function orderedPlace({ file, range, pointer, note, isSecret }: Place): object {
  return {
    file,
    range: range && {
      start: { line: range.start.line, column: range.start.column },
      end: { line: range.end.line, column: range.end.column },
    },
    pointer,
    note,
    isSecret,
  };
}

/** JSON's own escape, a surrogate pair where there are two code units (RFC 8259, 7). */
function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }).join("");
}
