import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeClock } from "@towpath/core";
import { expect, test } from "vitest";
import { endAbandonedCommands, runnerVariables } from "./abandoned-commands.ts";
import { livingProcess } from "./process-table.ts";

// Whose a process is, is known from /proc, which other systems do not have.
test.skipIf(process.platform !== "linux")(
  "a killed command's build is ended; one that goes on and a stranger's are not",
  async () => {
    const parent = mkdtempSync(join(tmpdir(), "towpath abandoned "));
    const [folder, other] = [join(parent, "service"), join(parent, "service-2")];
    mkdirSync(folder);
    mkdirSync(other);
    const run = (cwd: string, env: Readonly<Record<string, string>>) =>
      spawn("/bin/sh", ["-c", "sleep 600; true"], {
        cwd,
        env: { PATH: "/usr/bin:/bin", ...env },
        detached: true,
        stdio: "ignore",
      });
    const runner = spawn("/bin/sleep", ["600"], { stdio: "ignore" });
    const own = runnerVariables()["TOWPATH_RUN"] ?? "";
    const goneRunner = { TOWPATH_RUN: own.replace(/^\d+/, String(runner.pid)) }; // that number, with another start
    const commands = {
      abandoned: run(folder, goneRunner),
      elsewhere: run(other, goneRunner),
      atWork: run(folder, runnerVariables()),
      stranger: run(folder, { TOWPATH_RUN: "nonsense" }),
    };
    try {
      await Promise.all(Object.values(commands).map((child) => once(child, "spawn")));
      const ended = await endAbandonedCommands(folder, { clock: nodeClock, signal: new AbortController().signal });
      expect(ended).toContain(commands.abandoned.pid);
      const living = Object.entries(commands).filter(([, { pid }]) => pid !== undefined && livingProcess(pid));
      expect(living.map(([name]) => name)).toEqual(["elsewhere", "atWork", "stranger"]);
    } finally {
      runner.kill("SIGKILL");
      for (const { pid } of Object.values(commands)) {
        try {
          if (pid !== undefined) process.kill(-pid, "SIGKILL");
        } catch {
          // It has ended.
        }
      }
      rmSync(parent, { recursive: true, force: true });
    }
  },
);
