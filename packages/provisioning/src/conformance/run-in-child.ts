import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { isJson, isJsonObject } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Goal } from "../plan.ts";
import type { Kit } from "./bench.ts";
import type { SubjectModule } from "./subject.ts";
import type { Changed } from "./watched-driver.ts";

/** When the child process is killed. */
export type KillAt =
  /** Before the write that puts something on record, counted from 1. */
  | { readonly write: number }
  /** So long after a call of the driver began that changes something, in milliseconds. */
  | { readonly afterMs: number };

/** What a child is told to do. */
export interface ChildRequest {
  readonly module: SubjectModule;
  readonly folder: string;
  readonly service: string;
  readonly graph: Graph;
  readonly goal: Goal;
  /** The write that it kills itself before; 0 for none. */
  readonly killAtWrite: number;
}

/** What a child said before it ended. */
export interface ChildEnding {
  /** What it did, in order. */
  readonly changes: readonly Changed[];
  /** Why it could not do what it was told to; absent when it was killed or got through. */
  readonly error?: string | undefined;
}

/** What a child process says, a line of JSON each. */
export type ChildLine =
  | { readonly call: string }
  | { readonly changed: Changed }
  | { readonly done: string }
  | { readonly broken: string };

/** The file of the child: beside this one in the sources, in a folder below the bundle once it is built. */
function entry(): string {
  const isSource = import.meta.url.endsWith(".ts");
  return fileURLToPath(new URL(isSource ? "./kill-child.ts" : "./kill-child.js", import.meta.url));
}

/** Carries a graph out in a process of its own, which is killed. */
export async function runInChild(
  kit: Kit,
  module: SubjectModule,
  service: string,
  { graph, goal }: { readonly graph: Graph; readonly goal: Goal },
  killAt: KillAt,
): Promise<ChildEnding> {
  const killAtWrite = "write" in killAt ? killAt.write : 0;
  const request: ChildRequest = { module, folder: kit.folder, service, graph, goal, killAtWrite };
  await mkdir(join(kit.folder, service), { recursive: true });
  const file = join(kit.folder, service, "request.json");
  await writeFile(file, JSON.stringify(request));
  const conditions = import.meta.url.endsWith(".ts") ? ["--conditions=@towpath/source"] : [];
  const child = spawn(process.execPath, [...conditions, "--no-warnings", entry(), file], {
    env: { ...kit.variables },
    stdio: ["ignore", "pipe", "pipe"],
    signal: kit.signal,
    killSignal: "SIGKILL",
  });
  const changes: Changed[] = [];
  let error: string | undefined;
  const stop = new AbortController();
  const late = kit.clock.sleep(kit.limitMs + 30_000, stop.signal).then(
    () => child.kill("SIGKILL"),
    () => undefined,
  );
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints = (complaints + text).slice(-2_000);
  });
  createInterface({ input: child.stdout }).on("line", (text) => {
    const line = parse(text);
    if (!line) return;
    if ("call" in line && "afterMs" in killAt)
      kit.clock.sleep(killAt.afterMs, stop.signal).then(
        () => child.kill("SIGKILL"),
        () => undefined,
      );
    else if ("changed" in line) changes.push(line.changed);
    else if ("broken" in line) error = line.broken;
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("close", resolve);
  });
  stop.abort();
  await late;
  kit.signal.throwIfAborted();
  if (code !== null && code !== 0) error ??= complaints.trim().split("\n").at(-1) ?? `it ended with ${code}`;
  return { changes, ...(error === undefined ? {} : { error }) };
}

function parse(text: string): ChildLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isJson(value) || !isJsonObject(value)) return undefined;
    const { call, changed, done, broken } = value;
    if (typeof call === "string") return { call };
    if (typeof done === "string") return { done };
    if (typeof broken === "string") return { broken };
    if (changed === undefined || !isJsonObject(changed)) return undefined;
    const { idempotencyKey, have = null } = changed;
    const method = (["create", "update", "delete"] as const).find((each) => each === changed["method"]);
    return method && typeof idempotencyKey === "string" ? { changed: { method, idempotencyKey, have } } : undefined;
  } catch {
    return undefined; // a driver may print what it likes
  }
}
