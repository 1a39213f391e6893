import { mkdtempSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Address } from "@towpath/core";
import type { Context, RunnableRelease, Target, WorkloadHost } from "@towpath/provisioning";
import { expect, vi } from "vitest";
import { choosePort } from "../../ports/port.ts";
import { livingProcess, livingProcesses } from "../../processes/process-table.ts";
import type { ProxyRecord } from "../../proxy/proxy-process.ts";
import { localWorkloadHost } from "../local-workload-host.ts";
import type { InstanceRecord, WorkloadRecord } from "../workload-record.ts";
import { contextOf, targetOf, workloadOf } from "./local-service.ts";

/** A data folder of its own with a host that works in it, and the end of all that a test started there. */
export interface Workshop {
  readonly folder: string;
  readonly host: WorkloadHost;
  readonly port: number;
  /** One server, `workloads.main`, at {@link port}. */
  readonly target: Target;
  /** Servers of others, closed at the end. */
  readonly strangers: Server[];
  /** A context whose signal aborts when the test is over: what it left going is undone, not left behind. */
  context(more?: Partial<Context>): ReturnType<typeof contextOf>;
  roll(release: RunnableRelease, of?: Target, context?: Context): ReturnType<WorkloadHost["roll"]>;
  get(
    path?: string,
    port?: number,
  ): Promise<{ readonly status: number; readonly digest: string | null; readonly body: string }>;
  recordFile(workload?: Address): string;
  record(workload?: Address): WorkloadRecord & { readonly serving: InstanceRecord; readonly proxy: ProxyRecord };
  /** The serving process's own word. */
  servingPid(): Promise<number>;
  /** Every process that runs in the folder: the kernel's word, not our records'. Linux. */
  running(): readonly number[];
  close(): Promise<void>;
}

export const go = async () => "go" as const;

export async function openWorkshop(settings: Partial<Parameters<typeof localWorkloadHost>[0]> = {}): Promise<Workshop> {
  const folder = mkdtempSync(join(tmpdir(), "towpath with spaces "));
  const host = localWorkloadHost({
    folder,
    drainMs: 1_000,
    stopGraceMs: 500,
    stableMs: 300,
    lockWaitMs: 10_000,
    ...settings,
  });
  const port = await choosePort();
  const target = targetOf([workloadOf({ port })]);
  const strangers: Server[] = [];
  const over = new AbortController();
  const context = (more: Partial<Context> = {}) => contextOf({ signal: over.signal, ...more });
  const rolls = new Set<Promise<unknown>>();

  const get: Workshop["get"] = async (path = "/", at = port) => {
    const response = await fetch(`http://127.0.0.1:${at}${path}`);
    return { status: response.status, digest: response.headers.get("towpath-digest"), body: await response.text() };
  };
  const recordFile = (workload: Address = "workloads.main") =>
    join(folder, "workloads", "orders", "dev", workload.split(".").at(-1) ?? "", "workload.json");
  const running = () =>
    livingProcesses().flatMap(({ pid }) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder) ? [pid] : [];
      } catch {
        return [];
      }
    });

  return {
    folder,
    host,
    port,
    target,
    strangers,
    context,
    roll(release, of = target, given = context()) {
      const rolling = host.roll(of, release, "rolling", go, given);
      rolls.add(rolling.catch(() => {}));
      return rolling;
    },
    get,
    recordFile,
    record: (workload) => JSON.parse(readFileSync(recordFile(workload), "utf8")),
    servingPid: async () => Number((await get("/pid")).body),
    running,
    async close() {
      over.abort(new Error("The test is over."));
      await Promise.all(rolls); // or they would go on starting what has just been stopped
      try {
        await host.stop(target, contextOf());
      } finally {
        const left = running();
        for (const pid of left) process.kill(pid, "SIGKILL");
        for (const stranger of strangers.splice(0)) await new Promise((resolve) => stranger.close(resolve));
        rmSync(folder, { recursive: true, force: true });
        expect(left, "processes that a test left behind").toEqual([]);
      }
    },
  };
}

export function isLiving(pid: number): boolean {
  return livingProcess(pid) !== undefined;
}

export async function kill(pid: number): Promise<void> {
  process.kill(pid, "SIGKILL");
  await vi.waitFor(() => expect(isLiving(pid)).toBe(false));
}
