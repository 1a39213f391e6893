import { isDigest, isJsonObject, type Json } from "@towpath/core";
import { damagedRecord, newerRecord } from "../record/numbered-records.ts";
import { decodeRelease } from "../release/decode-release.ts";
import {
  type Deployment,
  type DeploymentKind,
  type Exposure,
  isDeploymentState,
  type RecordedGate,
  type StateChange,
  type Verification,
} from "./deployment.ts";

const KINDS: readonly DeploymentKind[] = ["planned", "hotfix", "rollback", "config"];
const ANSWERS: readonly RecordedGate["answer"][] = ["allow", "deny", "unknown"];

/**
 * Reads a deployment as it was recorded.
 *
 * @param key where it was found, for the message
 * @throws {DeliveryError} `delivery/record-damaged`, `delivery/record-newer`
 */
export function decodeDeployment(value: Json, key: string): Deployment {
  if (!isJsonObject(value)) throw damagedRecord(key, "it is no object");
  if (value["v"] !== 1) throw newerRecord(key, value["v"] ?? null);
  const text = (name: string): string => {
    const found = value[name];
    if (typeof found !== "string") throw damagedRecord(key, `${name} is missing`);
    return found;
  };
  const optionalText = (name: string) => (value[name] === undefined ? undefined : text(name));
  const release = decodeRelease(value["release"], key);
  const verdict = text("verdict");
  const kind = KINDS.find((known) => known === value["kind"]);
  if (!isDeploymentState(verdict) || !kind) throw damagedRecord(key, "verdict or kind is none that is known");
  return {
    v: 1,
    number: count(value["number"], key),
    service: text("service"),
    environment: text("environment"),
    version: text("version"),
    artifact: { name: release.artifact.name, digest: release.artifact.digest },
    release,
    previous: previousOf(value["previous"], key),
    kind,
    rollbackOf: value["rollbackOf"] === undefined ? undefined : count(value["rollbackOf"], key),
    incident: optionalText("incident"),
    run: runOf(value["run"], key),
    gates: listOf(value["gates"], key, gateOf),
    force: forceOf(value["force"], key),
    verification: verificationOf(value["verification"], key),
    exposingAt: optionalText("exposingAt"),
    exposedAt: optionalText("exposedAt"),
    exposures: listOf(value["exposures"], key, exposureOf),
    verdict,
    history: historyOf(value["history"], key),
  };
}

function count(value: Json | undefined, key: string): number {
  if (typeof value !== "number" || value < 0) throw damagedRecord(key, "a number is missing");
  return value;
}

function previousOf(value: Json | undefined, key: string): Deployment["previous"] {
  if (value === undefined) return undefined;
  if (!isJsonObject(value) || typeof value["version"] !== "string" || !isDigest(value["digest"])) {
    throw damagedRecord(key, "previous is cut");
  }
  return { number: count(value["number"], key), version: value["version"], digest: value["digest"] };
}

function runOf(value: Json | undefined, key: string): Deployment["run"] {
  if (!isJsonObject(value) || typeof value["id"] !== "string" || typeof value["actor"] !== "string") {
    throw damagedRecord(key, "run is missing");
  }
  return { id: value["id"], attempt: count(value["attempt"], key), actor: value["actor"] };
}

function verificationOf(value: Json | undefined, key: string): Verification {
  if (!isJsonObject(value)) throw damagedRecord(key, "verification is missing");
  return {
    checks: count(value["checks"], key),
    failed: count(value["failed"], key),
    noData: count(value["noData"], key),
    bakeSeconds: count(value["bakeSeconds"], key),
  };
}

/** A list that records of earlier versions of Towpath do not have. */
function listOf<T>(value: Json | undefined, key: string, entryOf: (entry: Json, key: string) => T): readonly T[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw damagedRecord(key, "a list is none");
  const entries: readonly Json[] = value;
  return entries.map((entry) => entryOf(entry, key));
}

function gateOf(value: Json, key: string): RecordedGate {
  if (!isJsonObject(value)) throw damagedRecord(key, "an answer of a gate is cut");
  const { gate, reason, todo } = value;
  const answer = ANSWERS.find((known) => known === value["answer"]);
  if (typeof gate !== "string" || typeof reason !== "string" || !answer) {
    throw damagedRecord(key, "an answer of a gate is cut");
  }
  return { gate, answer, reason, ...(typeof todo === "string" ? { todo } : {}) };
}

function forceOf(value: Json | undefined, key: string): Deployment["force"] {
  if (value === undefined) return undefined;
  if (!isJsonObject(value) || typeof value["reason"] !== "string") throw damagedRecord(key, "force gives no reason");
  return { reason: value["reason"] };
}

function exposureOf(value: Json, key: string): Exposure {
  if (!isJsonObject(value)) throw damagedRecord(key, "an exposure is cut");
  const { workload, weight, at } = value;
  if (typeof workload !== "string" || typeof weight !== "number" || typeof at !== "string") {
    throw damagedRecord(key, "an exposure is cut");
  }
  return { workload, weight, at };
}

function historyOf(value: Json | undefined, key: string): readonly StateChange[] {
  if (!Array.isArray(value)) throw damagedRecord(key, "history is missing");
  const entries: readonly Json[] = value;
  return entries.map((entry) => {
    if (!isJsonObject(entry)) throw damagedRecord(key, "an entry of history is cut");
    const { state, at, reason } = entry;
    if (typeof state !== "string" || !isDeploymentState(state) || typeof at !== "string") {
      throw damagedRecord(key, "an entry of history is cut");
    }
    return typeof reason === "string" ? { state, at, reason } : { state, at };
  });
}
