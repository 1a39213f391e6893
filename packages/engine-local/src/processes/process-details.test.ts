import { spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { environmentOf, listenersOn, processesIn } from "./process-details.ts";

/** A machine may be without IPv6. */
const HOSTS = networkInterfaces()["lo"]?.some(({ family }) => family === "IPv6")
  ? ["127.0.0.1", "0.0.0.0", "::1", "::"]
  : ["127.0.0.1", "0.0.0.0"];

test.each(HOSTS)("whoever listens on %s is found by the port", async (host) => {
  const server = createServer();
  server.listen(0, host);
  await vi.waitFor(() => expect(server.listening).toBe(true));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  expect([...listenersOn(port)]).toEqual([process.pid]);
  await new Promise((resolve) => server.close(resolve));
  expect([...listenersOn(port)]).toEqual([]);
});

// Other systems show neither variables nor folders.
test.skipIf(process.platform !== "linux")("a process shows where it runs and what it was started with", async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "towpath details ")));
  const child = spawn("/bin/sleep", ["60"], { cwd: folder, env: { GREETING: "a=b\nc", EMPTY: "" }, stdio: "ignore" });
  const pid = child.pid ?? 0;
  await vi.waitFor(() => expect(processesIn(folder)).toEqual([pid]));
  await vi.waitFor(() => expect(environmentOf(pid)).toEqual({ GREETING: "a=b\nc", EMPTY: "" }));
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
  expect([environmentOf(pid), processesIn(folder)]).toEqual([undefined, []]);
  rmSync(folder, { recursive: true });
});
