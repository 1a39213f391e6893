import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type RunningProvider, startProvider, terraformHere } from "@towpath/testkit/terraform";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runningIn } from "../process/child-note.ts";
import { readPending } from "./pending.ts";
import { readTerraformState } from "./read-state.ts";
import { rescuedStates } from "./rescued-states.ts";
import { thingsOf } from "./state-file.ts";
import { stateBench } from "./testing/state-bench.ts";

const CHILD = fileURLToPath(new URL("./testing/applying-child.ts", import.meta.url));
const NAMES = Array.from({ length: 8 }, (_, number) => `t${number}`);
/** How long the cloud makes one of them, in milliseconds. */
const CREATE_MS = 100;
/** How often it is killed in each way: the whole proof cuts the second that an apply takes into slices, and each is hit once. */
const ROUNDS = process.env["TOWPATH_LONG"] ? 30 : 1;

const terraform = terraformHere();
// Without the real program there is nothing that could be cut off. Whole trees are found in /proc.
describe.skipIf(terraform === undefined || process.platform !== "linux")("an apply that is killed", () => {
  let provider: RunningProvider;
  let lasts: number | undefined;
  beforeAll(async () => {
    provider = await startProvider();
  });
  afterAll(() => provider.close());
  beforeEach(async () => {
    await provider.forget();
    for (const { id } of await provider.things()) await provider.remove(id);
    await provider.order({ kind: "slow", call: "create", ms: CREATE_MS, times: 100_000 });
  });

  const start = async (data: string, run: string): Promise<ChildProcess> => {
    const there = (await provider.things()).map(({ id }) => id).join(",");
    const reattach = provider.variables["TF_REATTACH_PROVIDERS"] ?? "";
    const args = ["--conditions=@towpath/source", "--no-warnings", CHILD, data, run, NAMES.join(","), there, reattach];
    return spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  };

  /** Runs until its end. @returns how long its apply took from the first thing on, in milliseconds */
  async function whole(data: string): Promise<number> {
    const child = await start(data, "whole");
    await until(async () => (await provider.things()).length > 0 || child.exitCode !== null);
    const begunAt = performance.now();
    expect(await endOf(child)).toBe(0);
    return performance.now() - begunAt;
  }

  async function expectNothingLost({ data, store, key, box }: Awaited<ReturnType<typeof stateBench>>): Promise<void> {
    const state = await readTerraformState(store, key, box); // it is whole, or this throws
    const pending = await readPending(store, key);
    const rescued = (await rescuedStates({ data, key })).flatMap(({ file }) => (file ? thingsOf(file) : []));
    const left = erroredStates(join(data, "terraform/work")).flatMap((text) =>
      thingsOf({ document: JSON.parse(text) }),
    );
    const ids = [...(state ? thingsOf({ document: state }) : []), ...rescued, ...left].map(({ id }) => id);
    for (const { id, attributes } of await provider.things()) {
      const isNoted = pending.some(
        (each) => each.id === id || each.to === `memory_thing.${String(attributes["name"])}`,
      );
      expect(ids.includes(id) || isNoted, `${id} is lost`).toBe(true);
    }
  }

  async function expectConverged(bench: Awaited<ReturnType<typeof stateBench>>): Promise<void> {
    await whole(bench.data);
    const state = await readTerraformState(bench.store, bench.key, bench.box);
    expect(
      state &&
        thingsOf({ document: state })
          .map(({ address, status }) => `${address} ${status}`)
          .sort(),
    ).toEqual(NAMES.map((name) => `memory_thing.${name} ready`).sort());
    expect((await provider.things()).map(({ id }) => id).sort()).toEqual(NAMES.map((name) => `things/${name}`).sort());
    expect(await readPending(bench.store, bench.key)).toEqual([]);
    expect(readdirSync(join(bench.data, "terraform/work"))).toEqual([]);
    expect(await rescuedStates(bench)).toEqual([]);
  }

  test.each([
    ["with all that it started", true],
    ["alone, and Terraform finishes its step", false],
  ])(
    "%s, at any instant, loses nothing, and the next one goes on from there",
    async (_what, isWholeTree) => {
      lasts ??= await whole((await stateBench()).data);
      const lastsMs = lasts;
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const { id } of await provider.things()) await provider.remove(id);
        const bench = await stateBench();
        const child = await start(bench.data, `round ${round}`);
        const ended = endOf(child);
        if (round % 4 === 3)
          await until(async () => hasBegun(bench.data)); // before its first thing
        else await until(async () => (await provider.things()).length > 0);
        await new Promise((resolve) => setTimeout(resolve, (lastsMs * (round + Math.random())) / ROUNDS));
        if (isWholeTree) killTree(child.pid ?? 0);
        else child.kill("SIGKILL");
        await ended;
        await until(async () => !(await isWorkedOn(join(bench.data, "terraform/work"))));
        await new Promise((resolve) => setTimeout(resolve, CREATE_MS * 3)); // the cloud carries out what it was asked for
        await expectNothingLost(bench);
        await expectConverged(bench);
      }
    },
    60_000 + ROUNDS * 20_000,
  );
});

/** The work folder is there: Terraform begins. */
function hasBegun(data: string): boolean {
  return existsSync(join(data, "terraform/work")) && readdirSync(join(data, "terraform/work")).length > 0;
}

function erroredStates(base: string): readonly string[] {
  if (!existsSync(base)) return [];
  return readdirSync(base)
    .map((name) => join(base, name, "errored.tfstate"))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, "utf8"));
}

async function isWorkedOn(base: string): Promise<boolean> {
  if (!existsSync(base)) return false;
  for (const name of readdirSync(base)) if ((await runningIn(join(base, name))) !== undefined) return true;
  return false;
}

/** Stops a process, so that it starts no more, and kills it with everything below it. */
function killTree(pid: number): void {
  signal(pid, "SIGSTOP");
  for (const child of childrenOf(pid)) killTree(child);
  signal(pid, "SIGKILL");
}

function childrenOf(parent: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === parent ? [Number(name)] : [];
      } catch {
        return []; // it has ended
      }
    });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("close", resolve));
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isTrue()); tries += 1) {
    if (tries > 3_000) throw new Error("It never came true.");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
