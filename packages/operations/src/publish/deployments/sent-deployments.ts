import { isJsonObject, type Json, own } from "@towpath/core";
import type { StateStore } from "@towpath/provisioning";

/** How far GitHub was told of the deployments of a service in an environment. */
export interface SentDeployments {
  /** The version of this format. */
  readonly v: 1;
  /** Everything up to this number is told. */
  readonly upTo: number;
  /** What is told beyond it. */
  readonly also: readonly number[];
  /** The one that GitHub shows as serving: our number, and GitHub's id of it. */
  readonly active?: { readonly number: number; readonly id: number } | undefined;
  /** The one that is being told of, by whom and since when, and how far that came. */
  readonly open?: OpenDeployment | undefined;
}

/** A deployment that is being told of. */
export interface OpenDeployment {
  readonly number: number;
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
  /** GitHub's id of it, once it has one. */
  readonly id?: number | undefined;
  /** How many of its statuses were said. */
  readonly said: number;
}

/** Nothing is told yet. */
export const NOTHING_SENT: SentDeployments = { v: 1, upTo: 0, also: [] };

/** Where it is kept beside the records themselves. */
export function sentKey(service: string, environment: string): string {
  return `published/${service}/${environment}`;
}

/** True for the key of what was told. */
export function isPublishedKey(key: string): boolean {
  return key.startsWith("published/");
}

/** What was told, with the version that a write names. What cannot be read is as if nothing was: GitHub is asked then. */
export async function readSent(
  state: StateStore,
  key: string,
): Promise<{ readonly sent: SentDeployments; readonly version: string | "absent"; readonly isDamaged: boolean }> {
  const found = await state.read(key);
  if (!found) return { sent: NOTHING_SENT, version: "absent", isDamaged: false };
  const sent = decodeSent(found.bytes);
  return { sent: sent ?? NOTHING_SENT, version: found.version, isDamaged: sent === undefined };
}

/** @returns the new version @throws what the store throws, a conflict among it */
export async function writeSent(
  state: StateStore,
  key: string,
  sent: SentDeployments,
  expected: string | "absent",
): Promise<string> {
  return await state.write(key, new TextEncoder().encode(`${JSON.stringify(sent)}\n`), expected);
}

/** True for a deployment that GitHub was told of. */
export function isSent({ upTo, also }: SentDeployments, number: number): boolean {
  return number <= upTo || also.includes(number);
}

/** With one more that was told. Numbers without a gap are one number. */
export function withSent(sent: SentDeployments, number: number): SentDeployments {
  const beyond = new Set([...sent.also, number]);
  let { upTo } = sent;
  while (beyond.has(upTo + 1)) upTo++;
  const also = [...beyond].filter((one) => one > upTo).sort((a, b) => a - b);
  return { ...sent, upTo, also, open: undefined };
}

function decodeSent(bytes: Uint8Array): SentDeployments | undefined {
  const value = parse(bytes);
  if (!isJsonObject(value) || value["v"] !== 1) return undefined;
  const { upTo, also } = value;
  if (!isCount(upTo) || !Array.isArray(also) || !also.every(isCount)) return undefined;
  return { v: 1, upTo, also, active: activeOf(own(value, "active")), open: openOf(own(value, "open")) };
}

function activeOf(value: Json | undefined): SentDeployments["active"] {
  if (!isJsonObject(value)) return undefined;
  const { number, id } = value;
  return isCount(number) && isCount(id) ? { number, id } : undefined;
}

function openOf(value: Json | undefined): OpenDeployment | undefined {
  if (!isJsonObject(value)) return undefined;
  const { number, by, at, id, said } = value;
  if (!isCount(number) || typeof by !== "string" || typeof at !== "string" || !isCount(said)) return undefined;
  return { number, by, at, said, ...(isCount(id) ? { id } : {}) };
}

function isCount(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function parse(bytes: Uint8Array): Json | undefined {
  try {
    const value: Json = JSON.parse(new TextDecoder().decode(bytes));
    return value;
  } catch {
    return undefined;
  }
}
