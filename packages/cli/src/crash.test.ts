import { chmodSync, mkdirSync, utimesSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type CrashService, crashService } from "./testing/crash-service.ts";
import { instantsOf, TYPICAL } from "./testing/instants.ts";
import { leftOver, temporariesIn } from "./testing/left-over.ts";
import { type Instant, killedAt, newHome, towpath } from "./testing/run-towpath.ts";

const IS_LONG = Boolean(process.env["TOWPATH_LONG"]);
const LIMIT_MS = IS_LONG ? 900_000 : 240_000;

let nextPort = 18_600;

/** A service, and a data folder that servers of another account can reach. */
function newWorld() {
  const home = newHome("crash");
  chmodSync(dirname(dirname(home)), 0o755);
  chmodSync(dirname(home), 0o755);
  mkdirSync(home, { mode: 0o711 });
  nextPort += 1;
  const port = nextPort;
  const service = crashService(port);
  const run = (words: readonly string[]) => towpath(words, { folder: service.folder, home });
  const kill = (at: Instant | undefined, words: readonly string[]) =>
    killedAt(at, words, { folder: service.folder, home });
  const ask = async (path: string) => JSON.parse(await (await fetch(`http://127.0.0.1:${port}${path}`)).text());
  ends.push(() => run(["down", "--all"]));
  return { home, service, run, kill, ask };
}
type World = ReturnType<typeof newWorld>;

const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends) await end();
});

/** The command with the same words must end well now, and say so without a stack. */
async function converges({ run }: World, words: readonly string[], where: string): Promise<void> {
  const { exitCode, stdout, stderr } = await run(words);
  const said = `${words.join(" ")} after ${where}:\n${stderr}\n${stdout}`;
  expect(exitCode, said).toBe(0);
  expect(said).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
}

/** Everything that there is, and once. */
const WHOLE = {
  processes: expect.any(Array),
  ports: expect.any(Number),
  locks: [],
  journal: [],
  records: [expect.stringMatching(/^shop_dev_files/), expect.stringMatching(/^17 shop_dev_db_\w+\.json$/)],
};

/** What an unharmed service looks like: what runs, and on how many ports. */
async function whole(world: World) {
  await converges(world, ["up"], "nothing");
  const { processes, ports, ...rest } = leftOver(world.home);
  expect(rest).toMatchObject({ locks: [], journal: [] });
  return { processes, ports };
}

// What is left over is counted by the kernel's own lists below /proc, which other systems do not have.
describe.skipIf(process.platform !== "linux")(
  "a command that is killed with all its processes",
  { timeout: LIMIT_MS },
  () => {
    test("up, where nothing was before", async () => {
      const model = newWorld();
      const measured = await model.kill(undefined, ["up"]);
      expect(measured.output).toContain("serves dev");
      const expected = await whole(model);
      await model.run(["down", "--all"]);
      for (const instant of instantsOf(measured, 1)) {
        const world = newWorld();
        const where = JSON.stringify(instant);
        await world.kill(instant, ["up"]);
        await converges(world, ["up"], where);
        expect(leftOver(world.home), where).toEqual({ ...WHOLE, ...expected });
        expect(await world.ask("/counts"), where).toEqual({ databases: 1, roles: 1, tables: 1 });
        expect(await world.ask("/version"), where).toBe("first");
        await endsClean(world, where);
      }
    });

    test("up, apply, deploy and down, of a service with data", async () => {
      const world = newWorld();
      const { service, run, ask, kill } = world;
      const expected = await whole(world);
      const written: string[] = [];
      let round = 0;
      const changes: Readonly<Record<string, (to: CrashService) => Promise<unknown> | unknown>> = {
        up: ({ release, resize }) => [release(`up ${round}`), resize(30 + round)],
        "apply -e dev --yes": ({ resize }) => resize(300 + round),
        "deploy -e dev": async ({ release }) => {
          release(`deploy ${round}`);
          await run(["apply", "-e", "dev", "--yes"]);
          await run(["build"]);
        },
        down: () => {},
        "destroy -e dev --yes": () => {},
      };
      const measure = async (words: readonly string[], change: (to: CrashService) => unknown) => {
        await change(service);
        const measured = await kill(undefined, words);
        await converges(world, ["up"], "a run that was measured");
        return measured;
      };
      for (const [line, change] of Object.entries(changes)) {
        const words = line.split(" ");
        round += 1;
        const measured = IS_LONG ? await measure(words, change) : TYPICAL;
        for (const instant of instantsOf(measured, 1)) {
          const where = `${line} at ${JSON.stringify(instant)}`;
          round += 1;
          written.push(`row ${String(round).padStart(4, "0")}`);
          expect(await ask(`/write?id=${encodeURIComponent(written.at(-1) ?? "")}`), where).toBe("written");
          await change(service);
          await kill(instant, words);
          await converges(world, words, where);
          if (line === "down" || line.startsWith("destroy"))
            expect(leftOver(world.home), where).toMatchObject({ processes: [], ports: 0, locks: [], journal: [] });
          await converges(world, ["up"], `${where} and the same again`);
          expect(leftOver(world.home), where).toEqual({ ...WHOLE, ...expected });
          expect(await ask("/counts"), where).toEqual({ databases: 1, roles: 1, tables: 1 });
          expect(await ask("/read"), where).toEqual({ rows: written, files: written });
        }
      }
      await endsClean(world, "all of it");
    });

    test("destroy with all data, which leaves nothing and nobody", async () => {
      const words = [
        "destroy",
        "-e",
        "dev",
        "--yes",
        "--allow",
        "data-loss:resources.db",
        "--allow",
        "data-loss:resources.files",
      ];
      const world = newWorld();
      const expected = await whole(world);
      const measured = IS_LONG ? await world.kill(undefined, words) : TYPICAL;
      for (const instant of instantsOf(measured, 1)) {
        const where = `destroy at ${JSON.stringify(instant)}`;
        await converges(world, ["up"], where);
        expect(leftOver(world.home), where).toEqual({ ...WHOLE, ...expected });
        expect(await world.ask("/read"), where).toEqual({ rows: [], files: [] });
        await world.kill(instant, words);
        await converges(world, words, where);
        await world.run(["down"]);
        expect(leftOver(world.home), where).toEqual({ processes: [], ports: 0, locks: [], journal: [], records: [] });
      }
      await endsClean(world, "destroy");
    });
  },
);

/** Nothing is wrong by the doctor's word, what was left half made goes once it is old, and nothing runs after `down --all`. */
async function endsClean({ home, run }: World, where: string): Promise<void> {
  const old = new Date(Date.now() - 2 * 60 * 60_000);
  for (const path of temporariesIn(home)) utimesSync(path, old, old);
  const { stdout } = await run(["doctor", "--fix", "--json"]);
  const { findings } = JSON.parse(stdout);
  expect(
    findings.map(({ code, message }: { code: string; message: string }) => [code, message]),
    where,
  ).toEqual([]);
  expect(temporariesIn(home), where).toEqual([]);
  expect((await run(["down", "--all"])).exitCode, where).toBe(0);
  expect(leftOver(home), where).toMatchObject({ processes: [], ports: 0, locks: [], journal: [] });
}
