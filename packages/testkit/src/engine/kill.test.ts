import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isJsonObject, Secret } from "@towpath/core";
import { fileStore, openOutput, openSecretBox, readState } from "@towpath/provisioning";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { killGraphs } from "../testing/kill-graphs.ts";
import { fileWorld } from "../worlds/world.ts";

/** Runs the child; gives what it printed, or the signal that ended it. */
function applyInChild(folder: string, which: string, killAt: number, waitMs = 0): Promise<string> {
  const file = fileURLToPath(new URL("../testing/applying-child.ts", import.meta.url));
  const args = ["--conditions=@towpath/source", "--no-warnings", file, folder, which, String(killAt), String(waitMs)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  return new Promise((resolve) => child.once("close", (_, signal) => resolve(signal ?? text.trim())));
}

let base = "";
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "towpath kill "));
});
afterAll(() => rm(base, { recursive: true, force: true }));

describe("a run that is killed", () => {
  test.each(["before", "after", "new"])(
    "at any instant of making the graph %j, is gone on with by the next",
    { timeout: 600_000 },
    async (which) => {
      const start = join(base, `start ${which}`);
      await mkdir(start);
      const first = { after: "before", new: "old" }[which];
      if (first) expect(await applyInChild(start, first, 0)).toMatch(/^done /);
      const ids = idsBySize(start);
      const whole = join(base, `whole ${which}`);
      await cp(start, whole, { recursive: true });
      const [status, count] = (await applyInChild(whole, which, 0)).split(" ");
      expect(status).toBe("done");
      const instants = Number(count);
      expect(instants).toBeGreaterThan(15);
      const stride = process.env["TOWPATH_LONG"] ? 1 : Math.ceil(instants / 5);
      for (let killAt = 1; killAt <= instants; killAt += stride) {
        const folder = join(base, `${which} ${killAt}`);
        await cp(start, folder, { recursive: true });
        expect(await applyInChild(folder, which, killAt)).toBe("SIGKILL");
        expect(await applyInChild(folder, which, 0), `killed at ${killAt}`).toMatch(/^done /);
        await expectConverged(folder, which, `killed at ${killAt}`);
        if (which === "new") expect(idsBySize(folder), `killed at ${killAt}`).toEqual(ids);
        const world = await readFile(join(folder, "world.json"), "utf8");
        expect(await applyInChild(folder, which, 0)).toMatch(/^done /);
        expect(await readFile(join(folder, "world.json"), "utf8"), `killed at ${killAt}`).toBe(world);
        await rm(folder, { recursive: true });
      }
    },
  );
});

describe("runs at once in several processes", () => {
  test("take turns when they wait", async () => {
    const folder = join(base, "turns");
    const endings = await Promise.all([1, 2, 3].map(() => applyInChild(folder, "before", 0, 60_000)));
    expect(endings.map((ending) => ending.split(" ")[0])).toEqual(["done", "done", "done"]);
    await expectConverged(folder, "before", "taking turns");
  });

  test("name each other when they do not", async () => {
    const folder = join(base, "naming");
    const endings = await Promise.all([1, 2, 3].map(() => applyInChild(folder, "before", 0)));
    expect(endings.some((ending) => ending.startsWith("done "))).toBe(true);
    for (const ending of endings) expect(ending).toMatch(/^done |^orders\/dev is locked by child \(run \d+\) since /);
    await expectConverged(folder, "before", "naming each other");
  });
});

/** Which thing has which size: what changes places keeps its own. */
function idsBySize(folder: string): Readonly<Record<string, string>> {
  const sized = fileWorld(join(folder, "world.json"))
    .things()
    .flatMap(({ attributes, id }): [string, string][] => {
      const settings = isJsonObject(attributes) ? attributes["settings"] : undefined;
      return isJsonObject(settings ?? null) ? [[JSON.stringify(settings), id]] : [];
    });
  return Object.fromEntries(sized.filter(([settings]) => settings.includes("size")));
}

async function expectConverged(folder: string, which: string, where: string): Promise<void> {
  const graph = killGraphs[which];
  const things = fileWorld(join(folder, "world.json")).things();
  const state = await readState(fileStore(join(folder, "state")), "orders/dev");
  const kept = { after: ["resources.files"], new: ["resources.db@17"] }[which] ?? [];
  expect(state.journal, where).toEqual([]);
  expect(state.lock, where).toBeUndefined();
  expect(Object.keys(state.resources).sort(), where).toEqual(graph?.resources.map((each) => each.address));
  expect(Object.keys(state.orphans), where).toEqual(kept);
  expect(things.length, where).toBe((graph?.resources.length ?? 0) + kept.length);
  const box = await openSecretBox(join(folder, "key"));
  for (const record of Object.values(state.resources)) {
    const id = isJsonObject(record.have) ? record.have["id"] : undefined;
    const thing = things.find((each) => each.id === id);
    expect(thing?.attributes, where).toEqual(record.want);
    const password = await openOutput(record, "password", box);
    expect(password instanceof Secret && password.reveal(), where).toBe(thing?.password);
  }
}
