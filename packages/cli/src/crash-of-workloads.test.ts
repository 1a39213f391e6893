import { randomInt } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { instantsOf, TYPICAL } from "./testing/instants.ts";
import { leftOver } from "./testing/left-over.ts";
import { type Instant, killedAt, newFolder, newHome, towpath } from "./testing/run-towpath.ts";

const IS_LONG = Boolean(process.env["TOWPATH_LONG"]);

const manifest = (port: number, marks: string) => `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: crew, owner: team-crew }
build: { run: echo built, output: [server.js, version] }
workloads:
  web:
    run: exec node server.js
    port: ${port}
    health: { path: /, interval: 100ms, grace: 20s }
    variables: { NIGHTLY: "yes" }
  mailer: { kind: worker, run: exec sleep 600 }
  seed:
    kind: job
    run: sleep 0.1; cat version >> "$MARKS"
    variables: { MARKS: ${JSON.stringify(marks)} }
  nightly: { run: "true", schedule: "0 3 1 1 *" }
`;
const SERVER = `const version = require("node:fs").readFileSync("version", "utf8");
require("node:http").createServer((_, response) => response.end(version)).listen(process.env.PORT, "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
`;
/** The server behind its proxy, the worker, the scheduler: three of them listen, the scheduler and the proxy for orders. */
const RUNNING = {
  processes: ["node main.js", "node main.js", "node server.js", "sleep"],
  ports: 4,
  locks: [],
  journal: [],
  records: [],
};
const NOTHING = { processes: [], ports: 0, locks: [], journal: [], records: [] };

const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends) await end();
});

/** A service with one workload of each kind, without any resources. */
async function newWorld() {
  const port = await freePort();
  const folder = newFolder("crew");
  const home = newHome("crew home");
  mkdirSync(home, { mode: 0o700 });
  const marks = join(folder, "marks");
  writeFileSync(join(folder, "towpath.yaml"), manifest(port, marks));
  writeFileSync(join(folder, "server.js"), SERVER);
  const run = (words: readonly string[]) => towpath(words, { folder, home });
  ends.push(() => run(["down"]));
  return {
    home,
    run,
    kill: (at: Instant | undefined, words: readonly string[]) => killedAt(at, words, { folder, home }),
    release: (version: string) => writeFileSync(join(folder, "version"), `${version}\n`),
    seeded: () => (existsSync(marks) ? readFileSync(marks, "utf8").trim().split("\n") : []),
    served: async () => (await (await fetch(`http://127.0.0.1:${port}`)).text()).trim(),
  };
}

/** Below those that the system hands out, so that nobody has it the next moment. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 19_000);
    const server = createServer().listen(port, "127.0.0.1");
    const isFree = await once(server, "listening").then(
      () => true,
      () => false,
    );
    server.close();
    if (isFree) return port;
  }
}

// What is left over is counted by the kernel's own lists below /proc, which other systems do not have.
test.skipIf(process.platform !== "linux")(
  "up, deploy, down and destroy of all kinds of workloads, killed at any moment, converge; no job runs twice",
  async () => {
    const world = await newWorld();
    let round = 0;
    const renew = () => {
      round += 1;
      world.release(`v${round}`);
    };
    const converges = async (words: readonly string[], where: string) => {
      const { exitCode, stdout, stderr } = await world.run(words);
      expect(exitCode, `${where}\n${stderr}\n${stdout}`).toBe(0);
    };
    renew();
    await converges(["up"], "the first");
    expect(leftOver(world.home)).toEqual(RUNNING);

    for (const line of ["up", "deploy -e dev", "down", "destroy -e dev --yes"]) {
      const words = line.split(" ");
      const isEnd = line === "down" || line.startsWith("destroy");
      const prepare = async () => {
        if (line.startsWith("destroy")) renew(); // what was taken out is deployed anew, and the job of a release with it
        if (isEnd) return converges(["up"], `before ${line}`);
        renew();
        if (line.startsWith("deploy")) await converges(["build"], `before ${line}`);
      };
      if (IS_LONG) await prepare();
      const measured = IS_LONG ? await world.kill(undefined, words) : TYPICAL;
      for (const instant of instantsOf(measured, 1)) {
        const where = `${line} at ${JSON.stringify(instant)}`;
        await prepare();
        await world.kill(instant, words);
        await converges(words, where);
        expect(leftOver(world.home), where).toEqual(isEnd ? NOTHING : RUNNING);
        if (!isEnd) {
          expect(await world.served(), where).toBe(`v${round}`);
          if (IS_LONG) await converges(words, `${where}, and the same again`);
          expect(leftOver(world.home), where).toEqual(RUNNING);
        }
        expect(
          world.seeded().filter((mark) => mark === `v${round}`),
          where,
        ).toHaveLength(1);
      }
    }
    expect(new Set(world.seeded()).size).toBe(world.seeded().length);
  },
  IS_LONG ? 900_000 : 240_000,
);
