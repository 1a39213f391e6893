import { compareFindings, type Files, type Finding, isJsonObject, type Json } from "@towpath/core";
import type { Loaded } from "../document/loaded.ts";
import { readDocument } from "../document/read-document.ts";
import type { SourceDocument } from "../document/source-document.ts";
import { finding, shown } from "../finding.ts";
import { validateWaiver, validateWaivers } from "../generated/policy.ts";
import type { WaiverEntry } from "../generated/waivers.ts";
import { validateValue } from "../schema/validate.ts";
import type { Waiver } from "./waiver.ts";
import { waiverFlaws } from "./waiver-flaws.ts";

/**
 * Reads a file of waivers. A waiver with a fault is left out and said; the others count. Never throws for what the file
 * holds.
 *
 * @param path absolute
 * @param file as places name it
 */
export function loadWaivers(path: string, file: string, files: Files): Loaded<readonly Waiver[]> {
  const { document: source, findings } = readDocument(path, file, "Waivers", files);
  if (!source) return { findings };
  const checked = validateValue("Waivers", validateWaivers, source, source.value);
  const all = [...findings, ...checked.findings];
  const listed = isJsonObject(source.value) ? source.value["waivers"] : undefined;
  const entries: readonly Json[] = Array.isArray(listed) ? listed : [];
  const usable = entries.flatMap((entry, index) => {
    if (!isEntry(entry)) return [];
    const flaws = waiverFlaws(entry, ["waivers", index], source);
    all.push(...flaws);
    return flaws.length === 0 ? [waiverOf(entry, index, source)] : [];
  });
  const { kept, repeated } = onceEach(usable);
  // Parts of the document beside the list may be wrong; then nobody knows what it was meant to be.
  const isWhole = checked.findings.every(({ address }) => address.startsWith("waivers."));
  return {
    ...(isWhole ? { value: kept } : {}),
    findings: [...all, ...repeated].sort(compareFindings),
  };
}

function isEntry(value: unknown): value is WaiverEntry {
  return validateWaiver(value);
}

function waiverOf(entry: WaiverEntry, index: number, source: SourceDocument): Waiver {
  const at = ["waivers", index];
  const keys = [
    ...(["id", "rule", "subject", "allow", "reason", "owner", "approvedBy", "ticket", "created", "expires"] as const),
  ].filter((key) => entry[key] !== undefined);
  return {
    ...entry,
    place: source.placeOfValue([...at, "id"]),
    places: Object.fromEntries(keys.map((key) => [key, source.placeOfValue([...at, key])])),
  };
}

/** The waivers, each id once; two of one id are said, and the first counts. */
export function onceEach(waivers: readonly Waiver[]): {
  readonly kept: readonly Waiver[];
  readonly repeated: readonly Finding[];
} {
  const first = new Map<string, Waiver>();
  const repeated: Finding[] = [];
  for (const waiver of waivers) {
    const before = first.get(waiver.id);
    if (!before) {
      first.set(waiver.id, waiver);
      continue;
    }
    repeated.push(
      finding({
        code: "manifest/duplicate-name",
        message: `There are two waivers ${shown(waiver.id)}; this one does not count.`,
        places: [waiver.place, { ...before.place, note: "first here" }],
        address: `waivers.${waiver.id}`,
        suggestions: ["Give one of them another id."],
        discriminator: waiver.place.pointer,
      }),
    );
  }
  return { kept: [...first.values()], repeated };
}
