import { isJsonObject, type Json } from "@towpath/core";
import type { StateStore } from "@towpath/provisioning";
import { damagedRecord, decodeRecord, newerRecord } from "../../record/numbered-records.ts";
import { type Coverage, type CoverageCount, coverageCount } from "./coverage.ts";

/** Where the coverage of a commit is kept: `coverage/SERVICE/COMMIT`. @throws {RangeError} for what is no commit's id */
export function coverageKey(service: string, commit: string): string {
  if (!/^[0-9a-f]{7,64}$/.test(commit))
    throw new RangeError("A commit is named by its whole id, in hexadecimal digits.");
  return `coverage/${service}/${commit}`;
}

/** Keeps what the tests of a commit reached, for those that start from it. A second run of the same commit replaces the first. */
export async function recordCoverage(
  state: StateStore,
  service: string,
  commit: string,
  coverage: Coverage,
): Promise<void> {
  const key = coverageKey(service, commit);
  const stored = await state.read(key);
  const bytes = new TextEncoder().encode(`${JSON.stringify({ coverage: 1, ...coverage })}\n`);
  await state.write(key, bytes, stored?.version ?? "absent");
}

/**
 * What the tests of a commit reached; undefined where nobody recorded it.
 *
 * @throws {DeliveryError} `delivery/record-damaged`, `delivery/record-newer`
 */
export async function coverageOf(state: StateStore, service: string, commit: string): Promise<Coverage | undefined> {
  const key = coverageKey(service, commit);
  const stored = await state.read(key);
  if (!stored) return undefined;
  const value = decodeRecord(key, stored.bytes);
  if (!isJsonObject(value)) throw damagedRecord(key, "it is no coverage");
  if (value["coverage"] !== 1) throw newerRecord(key, value["coverage"] ?? null);
  const of = (measure: string): CoverageCount | undefined => decodeCount(value[measure], key);
  return { lines: of("lines"), branches: of("branches"), functions: of("functions") };
}

function decodeCount(value: Json | undefined, key: string): CoverageCount | undefined {
  if (value === undefined) return undefined;
  const { covered, total } = isJsonObject(value) ? value : {};
  const isCount = (one: Json | undefined): one is number =>
    typeof one === "number" && Number.isSafeInteger(one) && one >= 0;
  if (!isCount(covered) || !isCount(total) || covered > total) throw damagedRecord(key, "a count of it is none");
  return coverageCount(covered, total);
}
