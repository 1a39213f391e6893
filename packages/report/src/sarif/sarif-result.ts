import type { Finding, Place } from "@towpath/core";
import { annotationText } from "../annotations.ts";
import { cutBytes } from "../cut-bytes.ts";
import { pathAddress, repositoryPath } from "../repository-path.ts";
import { verdictOf, type Weight } from "../verdict.ts";

const LEVELS = { error: "error", warning: "warning", notice: "note", none: "none" } as const satisfies Record<
  Weight,
  string
>;

/** Bytes of a message: the whole of it is in the JSON. */
const MESSAGE = 10_000;

/** Where results stand. */
export interface ResultPlaces {
  readonly folder?: string | undefined;
  readonly file?: string | undefined;
}

/**
 * A finding as a SARIF result.
 *
 * @param index of its rule
 * @param count the how manieth finding of this fingerprint it is, from 1
 */
export function sarifResult(finding: Finding, index: number, count: number, places: ResultPlaces): object {
  const { code, fingerprint, outcome, level, severity, service, address, environments } = finding;
  return {
    ruleId: code,
    ruleIndex: index,
    level: LEVELS[verdictOf(finding).weight],
    message: { text: cutBytes(withoutLinks(annotationText(finding)), MESSAGE) },
    locations: [{ physicalLocation: location(finding.places[0], places) }],
    partialFingerprints: { primaryLocationLineHash: `${fingerprint}:${count}` },
    properties: { outcome, level, severity, service, address, environments },
  };
}

/** Within a message `[text](target)` would be a link (SARIF 2.1.0, 3.11.6): an invisible space keeps the two apart. */
function withoutLinks(text: string): string {
  return text.replaceAll("](", "]\u200b(");
}

/** Code scanning refuses a result without a file and a line. */
function location(place: Place | undefined, { folder = "", file }: ResultPlaces): object {
  const path = place && repositoryPath(place.file, folder);
  const fallback = file ?? repositoryPath("towpath.yaml", folder) ?? "towpath.yaml";
  const uri = pathAddress(path ?? fallback);
  const artifactLocation = { uri, uriBaseId: "%SRCROOT%" };
  if (path === undefined || !place?.range) return { artifactLocation, region: { startLine: 1 } };
  const { start, end } = place.range;
  const region = { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
  return { artifactLocation, region };
}
