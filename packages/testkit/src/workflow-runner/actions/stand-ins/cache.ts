import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { WorkflowError } from "../../workflow-error.ts";
import type { StandIn, StandInCall } from "../stand-in.ts";

const INPUTS = {
  path: undefined,
  key: undefined,
  "restore-keys": undefined,
  "upload-chunk-size": undefined,
  enableCrossOsArchive: "false",
  "fail-on-cache-miss": "false",
  "lookup-only": "false",
  "save-always": "false",
};

/** `actions/cache` v4 and later: restores now, saves at the end of a job that succeeded. https://github.com/actions/cache */
export const cache: StandIn = {
  inputs: INPUTS,
  takes: ["path", "key", "restore-keys", "fail-on-cache-miss", "lookup-only"],
  main: async (call) => restore(call),
  post: async (call) => {
    if (call.state.get("hit") !== "true") save(call);
  },
  postIf: "success()",
};

/** `actions/cache/restore` */
export const cacheRestore: StandIn = { inputs: INPUTS, takes: cache.takes, main: async (call) => restore(call) };

/** `actions/cache/save` */
export const cacheSave: StandIn = {
  inputs: { path: undefined, key: undefined, "upload-chunk-size": undefined, enableCrossOsArchive: "false" },
  takes: ["path", "key"],
  main: async (call) => save(call),
};

/** A run reads what its own branch, its base and the main branch saved, and saves for its own only. */
function scopesOf({ run }: StandInCall): readonly string[] {
  const base = String(run.github["base_ref"]);
  const names = [String(run.github["ref"]), base === "" ? "" : `refs/heads/${base}`, "refs/heads/main"];
  return [...new Set(names.filter(Boolean))].map((name) => join(run.caches, encodeURIComponent(name)));
}

function pathsOf(call: StandInCall): readonly string[] {
  const lines = call
    .input("path")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  if (lines.some((line) => /[*?!]/.test(line)))
    throw new WorkflowError("actions/cache: patterns in 'path' are not known here.");
  return lines
    .map((line) => line.replace(/^~(?=\/|$)/, call.home))
    .map((one) => (isAbsolute(one) ? one : join(call.workspace, one)));
}

/** Another list of paths is another cache, as GitHub has it. */
function folderOf(call: StandInCall, key: string): string {
  const version = createHash("sha256").update(call.input("path")).digest("hex").slice(0, 16);
  return `${version}-${encodeURIComponent(key)}`;
}

function restore(call: StandInCall): void {
  const key = call.input("key");
  const keys = [
    key,
    ...call
      .input("restore-keys")
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  ];
  for (const one of keys) requireKey(one);
  call.output("cache-primary-key", key);
  const match = keys.flatMap((one) =>
    scopesOf(call).flatMap((scope) => newest(scope, folderOf(call, one), one === key)),
  )[0];
  const isExact = match?.name === folderOf(call, key);
  if (match && call.input("lookup-only") !== "true") {
    pathsOf(call).forEach((path, index) => {
      const kept = join(match.scope, match.name, String(index));
      if (existsSync(kept)) cpSync(kept, path, { recursive: true, force: true, verbatimSymlinks: true });
    });
  }
  if (!match && call.input("fail-on-cache-miss") === "true")
    throw new WorkflowError(`Failed to restore cache entry. Exiting as fail-on-cache-miss is set. Input key: ${key}`);
  call.state.set("hit", String(isExact));
  if (match) call.output("cache-matched-key", decodeURIComponent(match.name.slice(17)));
  call.output("cache-hit", match ? String(isExact) : "");
  call.say(
    match
      ? `Cache restored from key: ${decodeURIComponent(match.name.slice(17))}`
      : `Cache not found for input keys: ${keys.join(", ")}`,
  );
}

/** @throws {WorkflowError} in the words of actions/toolkit, packages/cache */
function requireKey(key: string): void {
  if (key.length > 512) throw new WorkflowError(`Key Validation Error: ${key} cannot be larger than 512 characters.`);
  if (key.includes(",")) throw new WorkflowError(`Key Validation Error: ${key} cannot contain commas.`);
}

interface Match {
  readonly scope: string;
  readonly name: string;
}

function newest(scope: string, name: string, isWhole: boolean): readonly Match[] {
  if (!existsSync(scope)) return [];
  const fit = readdirSync(scope).filter((one) => (isWhole ? one === name : one.startsWith(name)));
  return fit.map((one) => ({ scope, name: one, at: statSync(join(scope, one)).mtimeMs })).sort((a, b) => b.at - a.at);
}

function save(call: StandInCall): void {
  const [own] = scopesOf(call);
  if (own === undefined) return;
  requireKey(call.input("key"));
  const folder = join(own, folderOf(call, call.input("key")));
  if (existsSync(folder)) {
    call.say("Cache already exists.");
    return;
  }
  mkdirSync(folder, { recursive: true });
  const isThere = pathsOf(call).map((path, index) => {
    if (!existsSync(path)) return false;
    cpSync(path, join(folder, String(index)), { recursive: true, verbatimSymlinks: true });
    return true;
  });
  if (!isThere.some(Boolean)) rmSync(folder, { recursive: true });
  call.say(`Cache saved with key: ${call.input("key")}`);
}
