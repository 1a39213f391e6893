import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runTimed } from "./run-timed.ts";

const folder = mkdtempSync(join(tmpdir(), "bench with spaces "));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const node = (script: string) => ({ file: process.execPath, args: ["-e", script], folder, variables: process.env });

test("work costs processor time, waiting does not", () => {
  // Its own account of its work: how much of the machine it gets is not for a test to say.
  const busy = runTimed(node("let worked = 0; do worked = process.cpuUsage().user; while (worked < 500_000);"));
  const idle = runTimed(node("setTimeout(() => {}, 300)"));
  expect(idle.wallMs).toBeGreaterThanOrEqual(300);
  expect(busy.cpuMs).toBeGreaterThanOrEqual(490);
  expect(busy.cpuMs).toBeGreaterThan(idle.cpuMs);
});

test("what fails says so, with the end of its output", () => {
  const outputFile = join(folder, "out put.log");
  const failing = { ...node("console.error('no such thing: $(date)'); process.exit(3)"), outputFile };
  expect(() => runTimed(failing)).toThrow(/ended with 3\.\nno such thing: \$\(date\)$/);
});
