import type { Finding, Place } from "@towpath/core";
import { docsAddress } from "./docs-address.ts";
import { EXIT_CODES, type Result } from "./result.ts";

/** What JSON leaves as it is and a terminal, a log or a runner would obey or hide. */
const UNSAFE =
  /[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e007f}]|(?<=##)\[/gu;

/**
 * A result as one JSON document: two spaces of indentation, keys in a fixed order, ASCII escapes for controls and
 * invisible characters, a line break at the end. Its schema is `schemas/result.json`. Sections are for people and stay out.
 */
export function renderJson(result: Result): string {
  const document = {
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
    },
    findings: result.findings.map(orderedFinding),
    data: result.data ?? null,
  };
  return `${JSON.stringify(document, undefined, 2).replace(UNSAFE, escaped)}\n`;
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
