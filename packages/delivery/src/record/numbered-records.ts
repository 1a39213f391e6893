import { compareText, isJson, type Json } from "@towpath/core";
import type { StateStore } from "@towpath/provisioning";
import { DeliveryError, deliveryError } from "../errors.ts";

const DIGITS = 8;
const APPEND_TRIES = 20;
/** How many records are read at once, where the first is not the one. */
const AT_ONCE = 16;

/** One record of a row that only grows: `PREFIX/00000001`, `PREFIX/00000002`. */
export interface NumberedRecord {
  readonly key: string;
  readonly number: number;
  readonly value: Json;
  /** What a write that replaces it names. */
  readonly version: string;
}

/** The numbers that are taken below a prefix, the newest first. */
export async function recordNumbers(state: StateStore, prefix: string): Promise<readonly number[]> {
  const keys: string[] = [];
  for await (const key of state.list(`${prefix}/`)) {
    if (key.startsWith(`${prefix}/`) && /^\d{8,}$/.test(key.slice(prefix.length + 1))) keys.push(key);
  }
  return keys
    .sort(compareText)
    .reverse()
    .map((key) => Number(key.slice(prefix.length + 1)));
}

/**
 * The records below a prefix, the newest first. Rows grow for years and a store may be far away, so several are read at once;
 * whoever stops at the first has read that alone.
 *
 * @param most how many of the newest; all when absent
 * @throws {DeliveryError} `delivery/record-damaged` for one that is no JSON, when it is its turn
 */
export async function* recordsOf(
  state: StateStore,
  prefix: string,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<NumberedRecord> {
  const left = (await recordNumbers(state, prefix)).slice(0, most);
  for (let size = 1; left.length > 0; size = AT_ONCE) {
    const stored = await Promise.all(
      left.splice(0, size).map(async (number) => ({ number, found: await state.read(recordKey(prefix, number)) })),
    );
    for (const { number, found } of stored) {
      const key = recordKey(prefix, number);
      if (found) yield { key, number, value: decodeRecord(key, found.bytes), version: found.version };
    }
  }
}

/** @throws {DeliveryError} `delivery/record-damaged` for what is no JSON */
export async function readRecord(
  state: StateStore,
  prefix: string,
  number: number,
): Promise<NumberedRecord | undefined> {
  const key = recordKey(prefix, number);
  const stored = await state.read(key);
  if (!stored) return undefined;
  return { key, number, value: decodeRecord(key, stored.bytes), version: stored.version };
}

/**
 * Writes a record: a new one, or one that replaces the version that was read.
 *
 * @returns the version it has now
 * @throws {DeliveryError} `delivery/record-conflict` when someone else wrote it in between
 */
export async function writeRecord(
  state: StateStore,
  prefix: string,
  number: number,
  value: unknown,
  expected: string | "absent",
): Promise<string> {
  const key = recordKey(prefix, number);
  try {
    return await state.write(key, new TextEncoder().encode(`${JSON.stringify(value)}\n`), expected);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "provisioning/conflict")) throw error;
    throw deliveryError({
      code: "delivery/record-conflict",
      kind: "fault",
      message: `The record ${key} was written by someone else at the same time.`,
      hint: "Only one run at a time may deploy a service to an environment. Run the command again.",
      cause: error,
    });
  }
}

/**
 * Adds a record after the last one. Others may add at the same moment, without a lock: each gets a number of its own.
 *
 * @param make what to write as that number; asked again when somebody else was quicker
 * @param known what is there already and makes a record of it superfluous; asked again likewise
 * @returns what is on record
 * @throws {DeliveryError} `delivery/record-conflict` when others were quicker each time
 */
export async function appendRecord<T>(
  state: StateStore,
  prefix: string,
  make: (number: number) => Promise<T> | T,
  known: () => Promise<T | undefined> = async () => undefined,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const [last = 0] = await recordNumbers(state, prefix);
    const present = await known();
    if (present !== undefined) return present;
    const value = await make(last + 1);
    try {
      await writeRecord(state, prefix, last + 1, value, "absent");
      return value;
    } catch (error) {
      const isTaken = error instanceof DeliveryError && error.code === "delivery/record-conflict";
      if (!isTaken || tries >= APPEND_TRIES) throw error;
    }
  }
}

/**
 * The JSON of a record's bytes.
 *
 * @throws {DeliveryError} `delivery/record-damaged` for what is no JSON in UTF-8
 */
export function decodeRecord(key: string, bytes: Uint8Array): Json {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw damagedRecord(key, "it is no JSON", error);
  }
  if (!isJson(value)) throw damagedRecord(key, "it is no JSON");
  return value;
}

export function damagedRecord(key: string, why: string, cause?: unknown): DeliveryError {
  return deliveryError({
    code: "delivery/record-damaged",
    kind: "fault",
    message: `The record ${key} in the state store cannot be used: ${why}.`,
    hint: "It was changed by hand or cut. Restore it from a backup of the state store, or remove it to go on without it.",
    cause,
  });
}

export function newerRecord(key: string, found: Json): DeliveryError {
  return deliveryError({
    code: "delivery/record-newer",
    message: `The record ${key} in the state store has format ${JSON.stringify(found)}; this version of Towpath reads format 1.`,
    hint: "A newer version of Towpath wrote it. Update Towpath.",
  });
}

function recordKey(prefix: string, number: number): string {
  return `${prefix}/${String(number).padStart(DIGITS, "0")}`;
}
