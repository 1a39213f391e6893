import { type Digest, isDigest, isJsonObject, type Json } from "@towpath/core";
import type { StateStore } from "@towpath/provisioning";
import { deliveryError } from "../errors.ts";
import { appendRecord, damagedRecord, newerRecord, recordsOf } from "../record/numbered-records.ts";
import { approvalsOf } from "./approvals.ts";
import { isSamePerson, personKey } from "./person.ts";

/** How long an override holds, in milliseconds: a day. */
export const FREEZE_OVERRIDE_MS = 86_400_000;

/** Somebody asks to change something during a freeze. It holds once a second person has confirmed it, and for a day. */
export interface FreezeOverride {
  /** The version of this format. */
  readonly v: 1;
  readonly service: string;
  readonly environment: string;
  /** What may be brought out: a release's artifact, or what a plan changes. */
  readonly digest: Digest;
  readonly reason: string;
  readonly by: string;
  readonly run?: string | undefined;
  /** RFC 3339. */
  readonly at: string;
  /** Who approved the digest after the override was on record. Not recorded with it, but found. */
  readonly confirmedBy?: string | undefined;
}

function prefixOf(service: string, environment: string): string {
  return `freeze-overrides/${service}/${environment}`;
}

/**
 * Records that somebody asks to pass a freeze. An approval of the same digest by another person, recorded after it,
 * confirms it.
 *
 * @throws {DeliveryError} `delivery/override-refused` for one without a reason, a person or a digest
 */
export async function recordFreezeOverride(
  state: StateStore,
  { confirmedBy: _, ...override }: FreezeOverride,
): Promise<FreezeOverride> {
  const { service, environment, digest, reason, by } = override;
  const lacks =
    reason.trim() === "" ? "reason" : personKey(by) === "" ? "person" : isDigest(digest) ? undefined : "digest";
  if (lacks !== undefined) {
    throw deliveryError({
      code: "delivery/override-refused",
      message: `Passing the freeze of ${environment} with ${service} is asked for without a ${lacks}.`,
      hint: "Say why, who asks, and which digest is to pass.",
    });
  }
  return appendRecord(state, prefixOf(service, environment), () => override);
}

/**
 * The newest override of a digest, with the person who confirmed it where one did.
 *
 * @param mayConfirm whether somebody's approval confirms; everybody's but the asking person's when absent
 */
export async function freezeOverrideOf(
  state: StateStore,
  service: string,
  environment: string,
  digest: Digest,
  mayConfirm: (person: string) => boolean = () => true,
): Promise<FreezeOverride | undefined> {
  const found = await newest(state, service, environment, digest);
  if (!found) return undefined;
  const { number, override } = found;
  const approvals = await approvalsOf(state, service, environment, digest);
  const confirmed = approvals.find(
    ({ by, confirms }) => confirms === number && !isSamePerson(by, override.by) && mayConfirm(by),
  );
  return confirmed ? { ...override, confirmedBy: confirmed.by } : override;
}

/** The number of the newest override of a digest; undefined where there is none. */
export async function overrideNumber(
  state: StateStore,
  service: string,
  environment: string,
  digest: Digest,
): Promise<number | undefined> {
  return (await newest(state, service, environment, digest))?.number;
}

async function newest(state: StateStore, service: string, environment: string, digest: Digest) {
  for await (const { number, value, key } of recordsOf(state, prefixOf(service, environment))) {
    const override = decodeOverride(value, key);
    if (override.digest === digest) return { number, override };
  }
  return undefined;
}

function decodeOverride(value: Json, key: string): FreezeOverride {
  if (!isJsonObject(value)) throw damagedRecord(key, "it is no object");
  if (value["v"] !== 1) throw newerRecord(key, value["v"] ?? null);
  const { service, environment, digest, reason, by, run, at } = value;
  if (
    typeof service !== "string" ||
    typeof environment !== "string" ||
    !isDigest(digest) ||
    typeof reason !== "string" ||
    typeof by !== "string" ||
    typeof at !== "string" ||
    (run !== undefined && typeof run !== "string")
  ) {
    throw damagedRecord(key, "a part of the override is missing");
  }
  const isOfThis = key.startsWith(`${prefixOf(service, environment)}/`);
  if (!isOfThis) throw damagedRecord(key, `it is one of ${service} in ${environment}`);
  return { v: 1, service, environment, digest, reason, by, at, ...(run === undefined ? {} : { run }) };
}
