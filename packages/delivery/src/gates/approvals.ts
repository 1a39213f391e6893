import { type Digest, isDigest, isJsonObject, type Json } from "@towpath/core";
import type { StateStore } from "@towpath/provisioning";
import { damagedRecord, newerRecord, recordsOf } from "../record/numbered-records.ts";

/** Somebody agrees that one digest goes into one environment. */
export interface Approval {
  /** The version of this format. */
  readonly v: 1;
  readonly service: string;
  readonly environment: string;
  /** What was agreed to: a release's artifact, or what a plan changes. Of another digest it says nothing. */
  readonly digest: Digest;
  /** The account of who agrees. */
  readonly by: string;
  /** The run in which it was recorded. */
  readonly run?: string | undefined;
  /** RFC 3339. */
  readonly at: string;
  readonly reason?: string | undefined;
  /** Number of the freeze override of the digest that stood on record: who agreed after it confirms it. */
  readonly confirms?: number | undefined;
}

/** Where they are kept; each has a key of its own below it. */
export function approvalsKey(service: string, environment: string): string {
  return `approvals/${service}/${environment}`;
}

/** Who agreed to a digest, the oldest first. */
export async function approvalsOf(
  state: StateStore,
  service: string,
  environment: string,
  digest: Digest,
): Promise<readonly Approval[]> {
  const found: Approval[] = [];
  for await (const { value, key } of recordsOf(state, approvalsKey(service, environment))) {
    const approval = decodeApproval(value, key);
    if (approval.digest === digest) found.push(approval);
  }
  return found.reverse();
}

function decodeApproval(value: Json, key: string): Approval {
  if (!isJsonObject(value)) throw damagedRecord(key, "it is no object");
  if (value["v"] !== 1) throw newerRecord(key, value["v"] ?? null);
  const { service, environment, digest, by, run, at, reason, confirms } = value;
  const isText = (found: Json | undefined) => found === undefined || typeof found === "string";
  if (
    typeof service !== "string" ||
    typeof environment !== "string" ||
    !isDigest(digest) ||
    typeof by !== "string" ||
    typeof at !== "string" ||
    !isText(run) ||
    !isText(reason) ||
    (confirms !== undefined && typeof confirms !== "number")
  ) {
    throw damagedRecord(key, "a part of the approval is missing");
  }
  const isOfThis = key.startsWith(`${approvalsKey(service, environment)}/`);
  if (!isOfThis) throw damagedRecord(key, `it is one of ${service} in ${environment}`);
  return {
    v: 1,
    service,
    environment,
    digest,
    by,
    at,
    ...(typeof run === "string" ? { run } : {}),
    ...(typeof reason === "string" ? { reason } : {}),
    ...(confirms === undefined ? {} : { confirms }),
  };
}
