import type { Finding, Level, Place } from "@towpath/core";
import type { ManifestCode } from "../../codes.ts";
import type { SourceDocument } from "../../document/source-document.ts";
import { finding } from "../../finding.ts";

type Path = readonly (string | number)[];

/** What is particular about one finding of a platform. */
export interface PlatformFault {
  readonly code: ManifestCode;
  readonly message: string;
  /** Where it stands: the key at a path, or its value. */
  readonly at: readonly [source: SourceDocument, path: Path, part: "key" | "value"];
  readonly also?: readonly PlatformFault["at"][];
  /** Further places, in files that are none of Towpath's documents. */
  readonly places?: readonly Place[];
  readonly level?: Level;
  readonly suggestions?: readonly string[];
  readonly environments?: readonly string[];
  /** What stands there must not be shown. */
  readonly isSecret?: boolean;
}

/** Takes down what is wrong, in any order. */
export type Report = (fault: PlatformFault) => void;

/** A list of findings, and how something is added to it. */
export function reporter(): { readonly findings: Finding[]; readonly report: Report } {
  const findings: Finding[] = [];
  const placeOf = ([source, path, part]: PlatformFault["at"]) =>
    part === "key" ? source.placeOfKey(path) : source.placeOfValue(path);
  return {
    findings,
    report: ({ code, message, at, also = [], places = [], level, suggestions, environments, isSecret = false }) => {
      const [source, path] = at;
      const place = isSecret ? { ...placeOf(at), isSecret } : placeOf(at);
      findings.push(
        finding({
          code,
          message,
          level,
          address: path.join("."),
          places: [place, ...also.map(placeOf), ...places],
          suggestions,
          environments,
          discriminator: `${source.file} ${message}`,
        }),
      );
    },
  };
}
