import { compareFindings, type Files } from "@towpath/core";
import type { Loaded } from "../document/loaded.ts";
import type { Places } from "../document/places.ts";
import type { DocumentHome } from "../platform/platform-model.ts";
import { loadWaivers, onceEach } from "./load-waivers.ts";
import { filesNamed } from "./named-files.ts";
import type { Waiver } from "./waiver.ts";

/** A platform or a service, as far as the files of waivers that it names go. */
export interface WaiverNaming {
  /** Paths and globs. */
  readonly waivers: readonly string[];
  /** Absent for what is built in, which names none. */
  readonly home?: DocumentHome | undefined;
  readonly source: Places;
}

/** Reads all files of waivers that a platform or a service names. */
export function waiversNamed(
  { waivers, home, source }: WaiverNaming,
  files: Files,
): Required<Loaded<readonly Waiver[]>> {
  if (!home || waivers.length === 0) return { value: [], findings: [] };
  const named = filesNamed(waivers, ["waivers"], { home, source }, files, true);
  const read = named.paths.map((path) => loadWaivers(path, home.show(path), files));
  const { kept, repeated } = onceEach(read.flatMap(({ value }) => value ?? []));
  const findings = [...named.findings, ...read.flatMap((one) => one.findings), ...repeated];
  return { value: kept, findings: findings.sort(compareFindings) };
}
