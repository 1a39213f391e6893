import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFolder } from "../data-folder/private-files.ts";
import { type LocalFixture, localFixture } from "../testing/local-fixture.ts";
import { oneAtATime } from "./one-at-a-time.ts";

let local: LocalFixture;
beforeEach(async () => {
  local = localFixture();
  await makeFolder(local.home, local.folders);
});
afterEach(() => local.close());

test("works wait for each other in the order in which they came, also after one that failed", async () => {
  const seen: string[] = [];
  const work = (name: string, fails = false) =>
    oneAtATime("servers/x", local.folders, local.step, async () => {
      seen.push(`${name} begins`);
      await sleep(5);
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const works = await Promise.allSettled([work("a"), work("b", true), work("c")]);
  expect(works.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
});

test("another process is waited for, and one that was killed is not", async () => {
  const module = join(import.meta.dirname, "one-at-a-time.ts");
  const file = join(local.home, "seen");
  writeFileSync(file, "");
  const script = `import { appendFileSync } from "node:fs";
    import { nodeClock } from "@towpath/core";
    import { oneAtATime } from ${JSON.stringify(module)};
    const holder = { who: "child", run: "1", since: "2026-11-22T09:00:00Z" };
    const context = { clock: nodeClock, signal: new AbortController().signal, holder };
    await oneAtATime("servers/x", ${JSON.stringify({ data: local.home })}, context, async () => {
      appendFileSync(${JSON.stringify(file)}, "held ");
      process.kill(process.pid, "SIGKILL");
    });`;
  const args = ["--conditions=@towpath/source", "--input-type=module", "-e", script];
  expect(spawnSync(process.execPath, args, { cwd: import.meta.dirname }).signal).toBe("SIGKILL");
  expect(readFileSync(file, "utf8")).toBe("held ");
  expect(await oneAtATime("servers/x", local.folders, local.step, async () => "free")).toBe("free");
});
