import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileStore, readState } from "@towpath/provisioning";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "./host-settings.ts";
import { removeWorkloads } from "./stop-workloads.ts";
import { contextOf, targetOf, workloadOf } from "./testing/local-service.ts";
import { type ServiceFolders, serviceFolders } from "./workload-folders.ts";
import { withWorkloadLock } from "./workload-lock.ts";

let folder: string;
let folders: ServiceFolders;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath lock "));
  folders = serviceFolders(folder, "orders", "dev");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Takes the lock in a process that is killed then. */
function dieWithLock(of: ServiceFolders): void {
  const killed = `import { withWorkloadLock } from ${JSON.stringify(join(import.meta.dirname, "workload-lock.ts"))};
    import { contextOf } from ${JSON.stringify(join(import.meta.dirname, "testing", "local-service.ts"))};
    await withWorkloadLock(${JSON.stringify(of)}, 0, contextOf(), async () => process.kill(process.pid, "SIGKILL"));`;
  spawnSync(process.execPath, ["--conditions=@towpath/source", "--input-type=module", "-e", killed]);
}

test("it is taken by one at a time, also after a holder that was killed", async () => {
  dieWithLock(folders);
  let inside = 0;
  let turns = 0;
  const turn = () =>
    withWorkloadLock(folders, 20_000, contextOf(), async (lock) => {
      inside += 1;
      expect(inside).toBe(1);
      await sleep(1);
      lock.verify();
      inside -= 1;
      turns += 1;
    });
  await Promise.all(Array.from({ length: 4 }, turn));
  expect(turns).toBe(4);
});

test("it is free again after a failure", async () => {
  await expect(withWorkloadLock(folders, 0, contextOf(), () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await withWorkloadLock(folders, 0, contextOf(), async () => "free")).toBe("free");
});

test("who waits says for whom, and can be interrupted", async () => {
  await withWorkloadLock(folders, 0, contextOf(), async () => {
    const context = contextOf({ signal: AbortSignal.timeout(150) });
    await expect(withWorkloadLock(folders, 60_000, context, async () => {})).rejects.toThrow();
    expect(context.seen).toEqual([
      { type: "notice", message: expect.stringMatching(/another run on orders in dev: anna .run 1. since/) },
    ]);
  });
});

test("a command that was killed when all but its lock was gone leaves that to the next one", async () => {
  const isLocked = async () => (await readState(fileStore(folders.lockFolder), folders.lockKey)).lock !== undefined;
  dieWithLock(folders);
  expect(await isLocked()).toBe(true);
  const settings = { folder, ...DEFAULT_SETTINGS };
  await removeWorkloads(targetOf([workloadOf()]), settings, contextOf());
  expect(await isLocked()).toBe(false);
});
