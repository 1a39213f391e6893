import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeClock, type ProgressEvent } from "@towpath/core";
import type { DriverRequest, DriverScope, OutputValue, StepContext } from "@towpath/provisioning";
import { type LocalFolders, localFolders } from "../data-folder/local-folders.ts";
import { listServers } from "../servers/list-servers.ts";

/** A data folder of its own, with spaces in its path, and what a driver is called with. Servers come from this user's cache. */
export interface LocalFixture {
  readonly home: string;
  readonly folders: LocalFolders;
  readonly step: StepContext;
  readonly notices: string[];
  /** What is on record of outputs, for reading and updating. */
  remember(outputs: Readonly<Record<string, OutputValue>>): void;
  close(): Promise<void>;
}

/** Folders below a home of one's own. Those of mkdtemp are closed to the account that servers run as for root. */
export function foldersAt(home: string): LocalFolders {
  return { ...localFolders({ ...process.env, TOWPATH_HOME: home }), data: home };
}

/** What a driver is called with where nobody listens and nothing is on record. */
export function quietStep(): StepContext {
  return {
    clock: nodeClock,
    signal: new AbortController().signal,
    events: () => {},
    variables: process.env,
    outputs: async () => undefined,
    secrets: () => Promise.reject(new Error("no secrets here")),
    holder: { who: "test", run: "1", since: "2026-11-22T09:00:00Z" },
    idempotencyKey: "key",
    recordedOutputs: {},
  };
}

/** @param parent an empty folder, such as a disk of its own; a temporary one when absent */
export function localFixture(parent = newParent()): LocalFixture {
  const home = join(parent, "a home with spaces");
  const folders = foldersAt(home);
  const notices: string[] = [];
  const recorded = new Map<string, OutputValue>();
  const step: StepContext = {
    ...quietStep(),
    events: (event: ProgressEvent) => {
      if (event.type === "notice") notices.push(event.message);
    },
    outputs: async (_, output) => recorded.get(output),
    get recordedOutputs() {
      return Object.fromEntries(recorded);
    },
  };
  return {
    home,
    folders,
    step,
    notices,
    remember(outputs) {
      for (const [name, value] of Object.entries(outputs)) recorded.set(name, value);
    },
    async close() {
      for (const server of await listServers(folders)) await server.stop(step);
      rmSync(folders.servers, { recursive: true, force: true });
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

function newParent(): string {
  const parent = mkdtempSync(join(tmpdir(), "towpath servers "));
  chmodSync(parent, 0o711); // where this is root, servers run as another account; else they keep their data elsewhere
  return parent;
}

export function scope(name: string, service = "orders", environment = "dev"): DriverScope {
  return { service, environment, address: `resources.${name}`, name };
}

export function request(of: DriverScope, type: string, more: Partial<DriverRequest> = {}): DriverRequest {
  return { ...of, type, settings: {}, options: {}, ...more };
}
