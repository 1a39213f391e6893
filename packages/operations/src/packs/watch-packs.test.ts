import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Watches for a second at most, in a process of its own. */
async function watched(code: string) {
  const module = join(import.meta.dirname, "watch-packs.ts");
  const source = `import { watchPacks } from ${JSON.stringify(module)}; watchPacks(1); ${code}`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", source], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const started = Date.now();
  let said = "";
  child.stderr.on("data", (part) => {
    said += part;
  });
  const [exitCode, signal] = await once(child, "close");
  return { exitCode, signal, said, took: Date.now() - started };
}

test.concurrent.each([
  ["a microtask", "queueMicrotask(() => { for (;;); });"],
  ["promises without end", "(async () => { for (;;) await 0; })();"],
  ["what comes next", "const go = () => process.nextTick(go); go();"],
])("%s that never ends is ended", { timeout: 30_000 }, async (_, code) => {
  const { exitCode, signal, said } = await watched(code);
  expect([exitCode, signal]).toEqual([null, "SIGKILL"]);
  expect(said).toBe(
    "Stopped: code of a policy pack kept everything else from going on for 1 seconds. Nothing was checked.\n",
  );
});

test("a process that goes on is left alone, and ends when it is done", { timeout: 30_000 }, async () => {
  const work = "const end = Date.now() + 2_500; const go = () => { if (Date.now() < end) setTimeout(go, 50); }; go();";
  expect(await watched(work)).toMatchObject({ exitCode: 0, signal: null, said: "" });
  expect((await watched("")).took).toBeLessThan(2_000);
});
