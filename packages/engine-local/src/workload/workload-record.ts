import { type Address, type Digest, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { LocalEngineError } from "../errors.ts";
import type { ProcessRecord } from "../processes/process-record.ts";
import type { ProxyRecord } from "../proxy/proxy-process.ts";
import type { Health } from "./health-gate.ts";

/** What is written down of one workload. Intentions come first: what a killed command began is in here. */
export interface WorkloadRecord {
  /** The version of this format. */
  readonly record: 1;
  readonly workload: Address;
  /** The port that the manifest asked for when {@link port} was chosen. */
  readonly wantedPort?: number | undefined;
  /** Where users reach it. Chosen once and kept. */
  readonly port?: number | undefined;
  /** Marker of a proxy that is about to be started. */
  readonly proxyMarker?: string | undefined;
  readonly proxy?: ProxyRecord | undefined;
  /** What the proxy sends requests to. */
  readonly serving?: InstanceRecord | undefined;
  /** What is about to be started, or not yet proven. */
  readonly starting?: InstanceRecord | undefined;
  /** What gets no further requests and is to be ended. */
  readonly leaving: readonly InstanceRecord[];
}

/** One instance. `process` is absent between the intention and the start; the marker finds it then. */
export interface InstanceRecord {
  /** What users and logs call it. */
  readonly id: string;
  readonly artifact: Digest;
  readonly version: string;
  /** Keyed digest of its command and its variables, which are nowhere in here. */
  readonly configuration: Digest;
  readonly run: string;
  readonly health: Health;
  readonly port: number;
  readonly logFile: string;
  readonly marker: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly process?: ProcessRecord | undefined;
}

export function emptyRecord(workload: Address): WorkloadRecord {
  return { record: 1, workload, leaving: [] };
}

/** @throws {LocalEngineError} `engine-local/record-damaged` with what to do */
export function parseRecord(text: string, file: string): WorkloadRecord {
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value) || value["record"] !== 1) throw new TypeError("it is of another version");
    return {
      record: 1,
      workload: string(value, "workload"),
      wantedPort: optional(value, "wantedPort", number),
      port: optional(value, "port", number),
      proxyMarker: optional(value, "proxyMarker", string),
      proxy: optional(value, "proxy", (of, key) => proxy(object(of, key))),
      serving: optional(value, "serving", (of, key) => instance(object(of, key))),
      starting: optional(value, "starting", (of, key) => instance(object(of, key))),
      leaving: list(value["leaving"]).map((member) => instance(asObject(member))),
    };
  } catch (cause) {
    throw new LocalEngineError({
      code: "engine-local/record-damaged",
      kind: "fault",
      message: `${file} cannot be read: ${cause instanceof Error ? cause.message : "it is damaged"}.`,
      hint: "Move it away, end what still runs of this workload by hand, and run the command again.",
      cause,
    });
  }
}

function instance(value: JsonObject): InstanceRecord {
  const health = object(value, "health");
  return {
    id: string(value, "id"),
    artifact: digest(value, "artifact"),
    version: string(value, "version"),
    configuration: digest(value, "configuration"),
    run: string(value, "run"),
    health: {
      path: optional(health, "path", string),
      intervalMs: number(health, "intervalMs"),
      timeoutMs: number(health, "timeoutMs"),
      graceMs: number(health, "graceMs"),
    },
    port: number(value, "port"),
    logFile: string(value, "logFile"),
    marker: string(value, "marker"),
    startedAt: string(value, "startedAt"),
    process: optional(value, "process", (of, key) => processRecord(object(of, key))),
  };
}

function proxy(value: JsonObject): ProxyRecord {
  return {
    process: processRecord(object(value, "process")),
    port: number(value, "port"),
    controlPort: number(value, "controlPort"),
    token: string(value, "token"),
  };
}

function processRecord(value: JsonObject): ProcessRecord {
  return {
    pid: number(value, "pid"),
    startedAt: string(value, "startedAt"),
    startToken: string(value, "startToken"),
    marker: optional(value, "marker", string),
  };
}

function optional<T>(of: JsonObject, key: string, read: (of: JsonObject, key: string) => T): T | undefined {
  return of[key] === undefined ? undefined : read(of, key);
}

function string(of: JsonObject, key: string): string {
  const value = of[key];
  if (typeof value !== "string") throw new TypeError(`${key} is no text`);
  return value;
}

function number(of: JsonObject, key: string): number {
  const value = of[key];
  if (typeof value !== "number") throw new TypeError(`${key} is no number`);
  return value;
}

function digest(of: JsonObject, key: string): Digest {
  const digits = /^sha256:([0-9a-f]{64})$/.exec(string(of, key))?.[1];
  if (digits === undefined) throw new TypeError(`${key} is no digest`);
  return `sha256:${digits}`;
}

function object(of: JsonObject, key: string): JsonObject {
  return asObject(of[key]);
}

function asObject(value: Json | undefined): JsonObject {
  if (!isJsonObject(value)) throw new TypeError("a part of it is no object");
  return value;
}

function list(value: Json | undefined): readonly Json[] {
  if (!Array.isArray(value)) throw new TypeError("a part of it is no list");
  return value;
}
