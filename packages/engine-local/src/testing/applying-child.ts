// A command that applies, upgrades or destroys a service with a database and a bucket, and is killed at the instant that its last
// argument counts to: before and after each write of the state, each statement, each change of a file, each start of a program.

import childProcess from "node:child_process";
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { errorMessage, nodeClock, nodeFiles } from "@towpath/core";
import { loadPlatform, loadService, resolve } from "@towpath/manifest";
import pg from "pg";

const [home = "", version = "16", goal = "match", killAt = "0"] = process.argv.slice(2);
let instants = 0;
function instant(): void {
  instants += 1;
  if (instants === Number(killAt)) process.kill(process.pid, "SIGKILL");
}

/** An instant before each call of a method, and one after it has ended. */
function watch(of: object, method: string): void {
  const original: unknown = Reflect.get(of, method);
  if (typeof original !== "function") throw new Error(`There is no ${method}.`);
  Reflect.set(of, method, function watched(this: unknown, ...args: unknown[]): unknown {
    instant();
    const result: unknown = Reflect.apply(original, this, args);
    return result instanceof Promise ? result.finally(instant) : result;
  });
}
for (const method of ["mkdir", "rename", "rm", "link", "open", "chmod", "writeFile"]) watch(fs, method);
watch(childProcess, "spawn");
watch(pg.Client.prototype, "query");
syncBuiltinESMExports();

// Only now, so that they get what is watched.
const { applyEnvironment, contextFor, fileStore, openSecretBox } = await import("@towpath/provisioning");
const { localEngine } = await import("../local-engine.ts");
const { foldersAt } = await import("./local-fixture.ts");

await fs.writeFile(
  join(home, "towpath.yaml"),
  `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: orders }
resources:
  db: { type: postgres, version: "${version}", settings: { extensions: [citext] } }
  uploads: { type: bucket }
`,
);
const service = loadService("towpath.yaml", nodeFiles, home).value;
const platform = loadPlatform(undefined, nodeFiles, home).value;
if (!service || !platform) throw new Error("The documents do not load.");
const { graph, findings } = resolve({ service, platform, environment: "dev", now: new Date("2026-11-22") });
if (!graph) throw new Error(JSON.stringify(findings));
const folders = foldersAt(home);
const secretBox = await openSecretBox(join(home, "key"));
const state = fileStore(join(home, "state"));
const engines = new Map([["local", localEngine({ name: "local", folders, secretBox })]]);
const context = contextFor({
  clock: nodeClock,
  signal: new AbortController().signal,
  variables: process.env,
  secrets: () => Promise.reject(new Error("no secrets here")),
  holder: { who: "child", run: String(process.pid), since: nodeClock.now().toISOString() },
  graph,
  state,
  secretBox,
});
const consent = { allowed: ["resources.db", "resources.db@16", "resources.uploads"].map((of) => `data-loss:${of}`) };
try {
  const options = { goal: goal === "destroy" ? "destroy" : "match", consent, waitMs: 0 } as const;
  const { outcome } = await applyEnvironment({ graph, engines, state, context }, options);
  const failed = outcome.changes.flatMap(({ address, message }) =>
    message === undefined ? [] : `${address}: ${message}`,
  );
  process.stdout.write(`${outcome.status} ${instants} ${failed.join(" ")}\n`);
} catch (error) {
  process.stdout.write(`${errorMessage(error)}\n`);
}
