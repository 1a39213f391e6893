import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runTimed } from "./run-timed.ts";

const folder = mkdtempSync(join(tmpdir(), "bench with spaces "));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const node = (script: string) => ({ file: process.execPath, args: ["-e", script], folder, variables: process.env });

test("work costs processor time, waiting does not", () => {
  const busy = runTimed(node("const end = performance.now() + 300; while (performance.now() < end);"));
  const idle = runTimed(node("setTimeout(() => {}, 300)"));
  for (const { wallMs } of [busy, idle]) expect(wallMs).toBeGreaterThanOrEqual(300);
  expect(busy.cpuMs - idle.cpuMs).toBeGreaterThan(100);
});

test("what fails says so, with the end of its output", () => {
  const outputFile = join(folder, "out put.log");
  const failing = { ...node("console.error('no such thing: $(date)'); process.exit(3)"), outputFile };
  expect(() => runTimed(failing)).toThrow(/ended with 3\.\nno such thing: \$\(date\)$/);
});
