import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import type { JsonObject } from "@towpath/core";
import type { Fault } from "./world/fault.ts";
import { type ProviderThing, thingFiles } from "./world/thing-files.ts";

/** Where a provider keeps its cloud. */
export interface ProviderOptions {
  /** The folder of its cloud, which outlives a kill; a temporary one by default, removed when the provider is closed. */
  readonly folder?: string;
}

/** What a provider's process is told. */
export type ProviderOrder = Fault | "forget";

/** Providers that run in a process of their own, and the cloud behind them. */
export interface RunningProvider {
  /** What makes Terraform attach to it: `TF_REATTACH_PROVIDERS`. */
  readonly variables: Readonly<Record<string, string>>;
  /** The folder of its cloud: for another provider's process over the same one. */
  readonly folder: string;
  readonly pid: number;
  /** What the cloud holds, by type and id. */
  things(): Promise<readonly ProviderThing[]>;
  /** Somebody else changes a thing: drift. The type is needed only where two have the same id. @throws {Error} where there is none */
  change(id: string, attributes: JsonObject, type?: string): Promise<void>;
  /** Somebody else removes a thing. @throws {Error} where there is none */
  remove(id: string, type?: string): Promise<void>;
  /** Somebody else made a thing: for imports. */
  put(type: string, id: string, attributes: JsonObject): Promise<void>;
  /** Lets something go wrong from now on. @throws {Error} where the process has ended */
  order(fault: Fault): Promise<void>;
  /** Takes back what was ordered. */
  forget(): Promise<void>;
  /** What it was asked, in order: `create memory_thing things/a`. */
  calls(): Promise<readonly string[]>;
  /** True until the process is known to have ended: a crash as ordered ends it. */
  isRunning(): boolean;
  /** When the process has ended. What attaches to it may notice before. */
  readonly ended: Promise<void>;
  /** Ends the process, and removes its temporary folder. */
  close(): Promise<void>;
  /** Ends the process at once, as the system does it. The cloud stays. */
  kill(): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts the providers `towpath/memory`, `hashicorp/azurerm`, `random`, `time` and `tls` in a process of their own. */
export async function startProvider(options: ProviderOptions = {}): Promise<RunningProvider> {
  const isTemporary = options.folder === undefined;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "towpath-provider-"));
  const cloud = thingFiles(folder);
  const child = fork(join(import.meta.dirname, `provider-process${extname(import.meta.filename)}`), [folder], {
    execArgv: ["--conditions=@towpath/source"],
    // A fault may come back `Infinity` times.
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit").then(() => undefined);
  const variables = { TF_REATTACH_PROVIDERS: JSON.stringify(await attachedTo(child)) };
  const typesOf = (id: string, type?: string) =>
    cloud.all().filter((thing) => thing.id === id && (type === undefined || thing.type === type));
  const thing = (id: string, type?: string) => {
    const [found, second] = typesOf(id, type);
    if (!found) throw new Error(`The cloud holds no thing ${id}.`);
    if (second) throw new Error(`The cloud holds several things ${id}: name the type.`);
    return found;
  };
  const tell = async (order: ProviderOrder) => {
    if (!child.connected) throw new Error("The provider's process has ended.");
    const told = once(child, "message").then(() => true);
    child.send(order);
    if (!(await Promise.race([told, ended]))) throw new Error("The provider's process has ended.");
  };
  const close = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await ended;
    }
    if (isTemporary) rmSync(folder, { recursive: true, force: true });
  };
  return {
    variables,
    folder,
    pid: child.pid ?? 0,
    things: async () => cloud.all(),
    change: async (id, attributes, type) => {
      const found = thing(id, type);
      cloud.put({ ...found, attributes: { ...found.attributes, ...attributes } });
    },
    remove: async (id, type) => {
      const found = thing(id, type);
      cloud.remove(found.type, found.id);
    },
    put: async (type, id, attributes) => cloud.put({ type, id, attributes: { ...attributes, id } }),
    order: tell,
    forget: () => tell("forget"),
    calls: async () => linesOf(join(folder, "calls")),
    isRunning: () => child.exitCode === null && child.signalCode === null,
    ended,
    close,
    kill: () => {
      child.kill("SIGKILL");
    },
    [Symbol.asyncDispose]: close,
  };
}

async function attachedTo(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(Object.values(message)[0]));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`The provider's process ended with ${code} before it served.`)));
  });
}

function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8").split("\n").slice(0, -1);
  } catch {
    return [];
  }
}
