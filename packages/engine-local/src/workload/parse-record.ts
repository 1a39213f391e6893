import { type Digest, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import type { WorkloadKind } from "@towpath/manifest";
import { LocalEngineError } from "../errors.ts";
import type { ProcessRecord } from "../processes/process-record.ts";
import type { ProxyRecord } from "../proxy/proxy-process.ts";
import type { SchedulerRecord } from "../scheduler/scheduler-process.ts";
import type { InstanceRecord, WorkloadRecord } from "./workload-record.ts";

/** @throws {LocalEngineError} `engine-local/record-damaged` with what to do */
export function parseRecord(text: string, file: string): WorkloadRecord {
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value) || value["record"] !== 1) throw new TypeError("it is of another version");
    return {
      record: 1,
      workload: string(value, "workload"),
      manifestFolder: optional(value, "manifestFolder", string),
      wantedPort: optional(value, "wantedPort", number),
      port: optional(value, "port", number),
      proxyMarker: optional(value, "proxyMarker", string),
      proxy: optional(value, "proxy", (of, key) => proxy(object(of, key))),
      schedulerMarker: optional(value, "schedulerMarker", string),
      scheduler: optional(value, "scheduler", (of, key) => scheduler(object(of, key))),
      serving: optional(value, "serving", (of, key) => instance(object(of, key))),
      starting: optional(value, "starting", (of, key) => instance(object(of, key))),
      weight: optional(value, "weight", number),
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
    kind: optional(value, "kind", kind) ?? "server",
    artifact: digest(value, "artifact"),
    version: string(value, "version"),
    configuration: digest(value, "configuration"),
    variables: optional(value, "variables", (of, key) => digests(object(of, key))) ?? {},
    consumes: optional(value, "consumes", (of, key) => texts(object(of, key))) ?? {},
    run: string(value, "run"),
    schedule: optional(value, "schedule", string),
    health: {
      path: optional(health, "path", string),
      intervalMs: number(health, "intervalMs"),
      timeoutMs: number(health, "timeoutMs"),
      graceMs: number(health, "graceMs"),
    },
    port: optional(value, "port", number),
    logFile: string(value, "logFile"),
    marker: string(value, "marker"),
    startedAt: string(value, "startedAt"),
    process: optional(value, "process", (of, key) => processRecord(object(of, key))),
  };
}

function proxy(value: JsonObject): ProxyRecord {
  return { ...scheduler(value), port: number(value, "port") };
}

function scheduler(value: JsonObject): SchedulerRecord {
  return {
    process: processRecord(object(value, "process")),
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

function kind(of: JsonObject, key: string): WorkloadKind {
  const value = of[key];
  if (value !== "server" && value !== "worker" && value !== "job") throw new TypeError(`${key} is no kind of workload`);
  return value;
}

function texts(value: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(value).map((name) => [name, string(value, name)]));
}

function digests(value: JsonObject): Readonly<Record<string, Digest>> {
  return Object.fromEntries(Object.keys(value).map((name) => [name, digest(value, name)]));
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
