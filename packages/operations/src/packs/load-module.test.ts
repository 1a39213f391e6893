import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { describe, expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { limited, TimeUp } from "./limited.ts";
import { loadModule } from "./load-module.ts";

const read = (exported: unknown): unknown => exported;

describe("a module that never ends while it loads", () => {
  test.each([
    ["in itself", { "rules.js": "for (;;);" }],
    ["in what it imports", { "rules.js": 'import "./deep.js";', "deep.js": "for (;;) try { for (;;); } finally {}" }],
    ["in a pattern", { "rules.js": 'export default /^(a+)+$/.test("a".repeat(40) + "b");' }],
    ["in what it exports", { "rules.js": "export default { get a() { for (;;); } };" }],
  ])("%s is stopped", (_, files) => {
    const { folder } = folderWith(files);
    const before = performance.now();
    const load = (): unknown =>
      loadModule(join(folder, "rules.js"), (exported) => JSON.stringify(exported), { limitMs: 200 });
    expect(load).toThrow(/had not ended after 0.2 seconds|was stopped while it loaded/);
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});

test("a module is loaded again with a part of it altered, and what it was stays what it is", () => {
  const { folder } = folderWith({
    "rules.ts": 'import { two } from "./two.ts";\nexport default { sum: 1 + two as number };',
    "two.ts": "export const two: number = 2;",
  });
  const file = join(folder, "rules.ts");
  const files: string[] = [];
  expect(loadModule(file, read, { onFile: (path) => files.push(path) })).toEqual({ sum: 3 });
  expect(files.sort()).toEqual([file, join(folder, "two.ts")]);
  const altered = { file: join(folder, "two.ts"), source: "export const two = 3;" };
  expect(loadModule(file, read, { altered })).toEqual({ sum: 4 });
  expect(loadModule(file, read)).toEqual({ sum: 3 });
});

describe("work that is limited", () => {
  test("ends, gives what it comes to, and leaves everything as it was", () => {
    const { exit, stdout } = process;
    const { setTimeout } = globalThis;
    expect(limited(() => limited(() => 7, 1_000) + 1, 1_000)).toBe(8);
    expect(() => limited(() => JSON.parse("{"), 1_000)).toThrow(SyntaxError);
    expect(() =>
      limited(() => {
        for (;;);
      }, 50),
    ).toThrow(TimeUp);
    expect([process.exit, process.stdout, globalThis.setTimeout]).toEqual([exit, stdout, setTimeout]);
  });

  test("holds the process up with no timer", () => {
    const timers = limited(() => [setInterval(() => undefined, 1_000), setTimeout(() => undefined, 1_000)], 1_000);
    expect(timers.map((timer) => timer.hasRef())).toEqual([false, false]);
    for (const timer of timers) clearTimeout(timer);
  });
});
