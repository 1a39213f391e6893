import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { nodeClock } from "@towpath/core";
import { expect, test } from "vitest";
import { startDetached } from "../processes/start-detached.ts";
import { stopProcess } from "../processes/stop-process.ts";
import { localFolders, SERVERS_ELSEWHERE } from "./local-folders.ts";
import { processesOf } from "./processes-of.ts";

// Only root has servers of other data folders below its own; and who works where is known from /proc.
test.skipIf(process.getuid?.() !== 0 || process.platform !== "linux")(
  "the servers of root's other data folders are none of the default one's",
  async () => {
    mkdirSync(SERVERS_ELSEWHERE, { recursive: true });
    const servers = mkdtempSync(join(SERVERS_ELSEWHERE, "test-"));
    const logFile = join(servers, "log");
    const record = await startDetached({ file: "/bin/sleep", args: ["600"], folder: servers, variables: {}, logFile });
    try {
      const theirs = processesOf({ data: "/nowhere", servers });
      expect(theirs.map(({ pid }) => pid)).toEqual([record.pid]);
      const { data, servers: own } = localFolders({ HOME: "/root" }, { user: { uid: 65_534, gid: 65_534 } });
      expect(servers.startsWith(`${data}/`)).toBe(true);
      expect(processesOf({ data, servers: own }).map(({ pid }) => pid)).not.toContain(record.pid);
    } finally {
      await stopProcess(record, { graceMs: 100, clock: nodeClock, signal: new AbortController().signal });
      rmSync(servers, { recursive: true });
    }
  },
);
