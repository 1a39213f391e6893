import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeClock } from "@towpath/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isRunning } from "../processes/process-record.ts";
import { startDetached } from "../processes/start-detached.ts";
import { stopProcess } from "../processes/stop-process.ts";
import { adoptFolder, withoutProcesses } from "./adopt-folder.ts";
import { claimFolder, folderChange } from "./claim-folder.ts";
import { localFolders } from "./local-folders.ts";

let parent: string;
beforeEach(() => {
  parent = realpathSync(mkdtempSync(join(tmpdir(), "towpath claim ")));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const at = (name: string) => localFolders({ TOWPATH_HOME: join(parent, name) }, { user: undefined });
const waiting = { clock: nodeClock, signal: new AbortController().signal };

function pretend(name: string, change: Readonly<Record<string, string>>): void {
  const file = join(parent, name, "folder.json");
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), ...change }));
}

async function recordedSleeper(name: string) {
  const folder = join(parent, name, "workloads", "orders", "dev", "server");
  mkdirSync(folder, { recursive: true });
  const program = { file: "/bin/sleep", args: ["600"], folder, variables: {}, logFile: join(folder, "log") };
  const record = await startDetached(program);
  writeFileSync(
    join(folder, "workload.json"),
    JSON.stringify({ serving: { marker: record.marker, process: record, port: 4 } }),
  );
  return record;
}

describe("a data folder", () => {
  test("is claimed once, and at home under any of its names", async () => {
    await claimFolder(at("home"));
    await claimFolder(at("home"));
    expect(await folderChange(at("home"))).toBeUndefined();
    pretend("home", { data: join(parent, "home", "..", "home") });
    expect(await folderChange(at("home"))).toBeUndefined();
  });

  test("from another machine is refused, with the machine's name and what to do", async () => {
    await claimFolder(at("home"));
    pretend("home", { machine: "0123", host: "annas-laptop" });
    await expect(claimFolder(at("home"))).rejects.toMatchObject({
      code: "engine-local/folder-from-elsewhere",
      message: expect.stringContaining("another machine (annas-laptop)"),
      hint: expect.stringContaining("towpath doctor --fix"),
    });
  });

  test("that was damaged from outside is claimed anew", async () => {
    await claimFolder(at("home"));
    for (const text of ["", "{", "[]", '{"host": 1}']) {
      writeFileSync(join(parent, "home", "folder.json"), text);
      await claimFolder(at("home"));
      expect(await folderChange(at("home"))).toBeUndefined();
    }
  });

  test("that was copied leaves the processes of the one that it was copied from alone", async () => {
    await claimFolder(at("home"));
    const record = await recordedSleeper("home");
    try {
      cpSync(join(parent, "home"), join(parent, "copy"), { recursive: true });
      await expect(claimFolder(at("copy"))).rejects.toThrow(/is a copy of .*home\. The processes that it names/);
      expect(await adoptFolder(at("copy"), waiting)).toEqual({ records: 1, ended: 0 });
      await claimFolder(at("copy"));
      const copied = JSON.parse(readFileSync(join(parent, "copy/workloads/orders/dev/server/workload.json"), "utf8"));
      expect(copied.serving).toMatchObject({ port: 4, process: { pid: record.pid, startToken: "elsewhere" } });
      expect(isRunning(copied.serving.process)).toBe(false);
      await stopProcess(copied.serving.process, { graceMs: 100, ...waiting });
      expect(isRunning(record)).toBe(true);
    } finally {
      await stopProcess(record, { graceMs: 100, ...waiting });
    }
  });

  // What works in a folder is known from /proc, which other systems do not have.
  test.skipIf(process.platform !== "linux")("that was moved is adopted with what runs in it ended", async () => {
    await claimFolder(at("home"));
    const record = await recordedSleeper("home");
    const stranger = spawn("/bin/sleep", ["600"], { cwd: join(parent, "home"), stdio: "ignore" });
    try {
      renameSync(join(parent, "home"), join(parent, "moved"));
      await expect(claimFolder(at("moved"))).rejects.toThrow(/was .*home before/);
      expect(await adoptFolder(at("moved"), waiting)).toEqual({ records: 1, ended: 1 });
      expect(isRunning(record)).toBe(false);
      expect(stranger.exitCode).toBeNull(); // works there too, but nobody of ours started it
      expect(stranger.signalCode).toBeNull();
      await claimFolder(at("moved"));
    } finally {
      stranger.kill("SIGKILL");
      await once(stranger, "exit");
    }
  });

  // Only root can mount.
  test.skipIf(process.getuid?.() !== 0)("may be looked at on a disk that is read-only", async (context) => {
    const folder = join(parent, "mounted");
    mkdirSync(folder);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k,ro", "tmpfs", folder], { stdio: "ignore" });
    } catch {
      return context.skip("mounting is not allowed here");
    }
    try {
      await claimFolder(at("mounted"));
    } finally {
      execFileSync("umount", [folder]);
    }
  });
});

test("a record without processes keeps everything else", () => {
  const record = { a: [{ marker: "m", startToken: "boot:1", pid: 7 }], proxyMarker: "p", markers: "kept", port: 80 };
  expect(withoutProcesses(record)).toEqual({
    a: [{ marker: expect.not.stringMatching(/^m$/), startToken: "elsewhere", pid: 7 }],
    proxyMarker: expect.not.stringMatching(/^p$/),
    markers: "kept",
    port: 80,
  });
});
