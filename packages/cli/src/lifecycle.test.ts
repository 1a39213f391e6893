import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newFolder, newHome, type Run, type RunOptions, towpath } from "./testing/run-towpath.ts";
import { MANIFEST, SERVER, smallService } from "./testing/small-service.ts";

const home = newHome("lifecycle");
const folder = smallService();
const run = (words: readonly string[], options: Partial<RunOptions> = {}): Promise<Run> =>
  towpath(words, { folder, home, ...options });
const json = async (words: readonly string[]) => JSON.parse((await run([...words, "--json"])).stdout);
const change = (from: string, to: string): void => writeFileSync(join(folder, "server.mjs"), SERVER.replace(from, to));
const answer = async (path = "/"): Promise<string> => (await fetch(`${await address()}${path}`)).text();

async function address(): Promise<string> {
  const { data } = await json(["status"]);
  return data.instances[0].address;
}

afterAll(async () => {
  await run(["down"]);
});

describe("a service from its first start to its end", () => {
  let first: Run;

  beforeAll(async () => {
    first = await run(["up"]);
  });

  test("up ends with the address of the running service and how to go on", async () => {
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.stdout).toMatch(/address +http:\/\/127\.0\.0\.1:\d+\n/);
    expect(first.stdout).toContain("npx towpath logs -e dev");
    expect(await answer()).toBe("one");
  });

  test("the service got its variables, and nothing of the caller's", async () => {
    const names = (await answer("/variables")).split(" ");
    expect(names).toContain("DATABASE_URL");
    expect(names).not.toContain("TOWPATH_HOME");
    expect(names.some((name) => name.startsWith("npm_") || name.startsWith("VITEST"))).toBe(false);
  });

  test("a second up changes nothing, and plan says so", async () => {
    const before = (await json(["status"])).data.instances[0].id;
    expect(await json(["up"])).toMatchObject({ status: "ok", data: { unchanged: true } });
    expect(await json(["plan", "-e", "dev"])).toMatchObject({ status: "ok", data: { hasChanges: false } });
    expect((await json(["status"])).data.instances[0].id).toBe(before);
  });

  test("a new version gets the traffic, and the old one is gone", async () => {
    change('"one"', '"two"');
    expect((await run(["up"])).exitCode).toBe(0);
    expect(await answer()).toBe("two");
    expect((await json(["status"])).data.instances).toHaveLength(1);
  });

  test("a version that does not start leaves the old one serving, and shows the end of its log", async () => {
    change("createServer((", 'console.error("no such table"); process.exit(7); createServer((');
    const { exitCode, stdout } = await run(["up"]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("no such table");
    expect(stdout).toContain("stays as it was");
    expect(await answer()).toBe("two");
  });

  test("the password of its database stands nowhere but in the service's environment", async () => {
    const password = /:\/\/[^:]+:([^@]+)@/.exec(await answer("/database"))?.[1] ?? "";
    expect(password.length).toBeGreaterThan(20);
    const verbs = [["up"], ["plan", "-e", "dev"], ["status"], ["outputs"], ["logs"], ["outputs", "--reveal"]];
    const printed = await Promise.all(
      verbs.map(async (words) => JSON.stringify([await run(words), await run([...words, "--json"])])),
    );
    const kept = filesBelow(home).map((path) => readFileSync(path, "latin1"));
    for (const text of [...printed, ...kept]) expect(text.includes(password)).toBe(false);
  });

  test("logs gives to a pipe the service's lines and no others", async () => {
    const { stdout } = await run(["logs"]);
    expect(new Set(stdout.trim().split("\n"))).toEqual(new Set(["listening", "no such table"]));
  });

  test("outputs gives what is no secret, and refuses to reveal to anything but a terminal", async () => {
    const { data } = await json(["outputs", "resources.db"]);
    expect(data.outputs["resources.db.host"]).toEqual({ value: "127.0.0.1", isSecret: false });
    expect(data.outputs["resources.db.password"]).toEqual({ value: null, isSecret: true });
    expect(await run(["outputs", "resources.db.hots"])).toMatchObject({
      exitCode: 2,
      stdout: expect.stringContaining("Did you mean resources.db.host?"),
    });
    expect(await run(["outputs", "--reveal"])).toMatchObject({ exitCode: 2 });
  });

  test("down takes down what tests were told to keep, and what a killed run of them left", async () => {
    writeFileSync(join(folder, "towpath.yaml"), `${MANIFEST}test: { run: exit 0, with: [db] }\n`);
    for (const words of [["test", "--keep"], ["test"]]) {
      const isKept = words.length > 1;
      await run(words, isKept ? {} : { interrupt: { when: "exit 0", with: "SIGKILL" } });
      expect((await run(["down"])).stdout).toContain("resources that tests left behind: taken down");
    }
    expect((await run(["down"])).stdout).toContain("Nothing of small was running");
    writeFileSync(join(folder, "towpath.yaml"), MANIFEST);
  });

  test("down stops everything, keeps the data, and does not start it again to look", async () => {
    expect((await run(["down"])).exitCode).toBe(0);
    const { data } = await json(["status"]);
    expect(data.instances).toEqual([]);
    expect(data.resources).toMatchObject([{ address: "resources.db", status: "stopped" }]);
    expect((await run(["plan", "-e", "dev"])).stdout).toContain("resources.db");
    expect((await json(["status"])).data.resources).toMatchObject([{ status: "stopped" }]);
  });

  test("destroy keeps the data unless it is named, and needs a yes", async () => {
    expect(await run(["destroy", "-e", "dev"])).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining("--yes"),
    });
    expect(await run(["destroy", "-e", "dev", "--yes", "--allow", "data-loss:resources.bd"])).toMatchObject({
      exitCode: 2,
      stdout: expect.stringContaining("resources.db"),
    });
    expect(await run(["destroy", "-e", "dev", "--yes"])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("resources.db is kept"),
    });
    expect(await run(["destroy", "-e", "dev", "--yes", "--allow", "data-loss:resources.db"])).toMatchObject({
      exitCode: 0,
    });
    expect((await json(["status"])).data).toMatchObject({ instances: [], resources: [{ status: "missing" }] });
  });
});

describe("one after the other", () => {
  test("build, apply and deploy take the same way as up, step by step", async () => {
    change("", "");
    expect(await run(["deploy", "-e", "dev"])).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining("towpath apply"),
    });
    expect((await run(["plan", "-e", "dev", "--out", "plan.json"])).exitCode).toBe(0);
    expect(await run(["apply", "-e", "dev"])).toMatchObject({ exitCode: 1, stdout: expect.stringContaining("--yes") });
    expect((await run(["apply", "-e", "dev", "plan.json", "--yes"])).exitCode).toBe(0);
    expect(await run(["apply", "-e", "dev", "plan.json", "--yes"])).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining("stale"),
    });
    expect((await run(["build"])).exitCode).toBe(0);
    const { data } = await json(["deploy", "-e", "dev"]);
    expect(data.deployment.verdict).toBe("succeeded");
    expect(await (await fetch(Object.values<string>(data.addresses)[0] ?? "")).text()).toBe("one");
  });

  test("a destruction that loses data is approved as a file, by name, and carried out as that", async () => {
    const allow = ["--allow", "data-loss:resources.db"];
    const file = join(folder, "destroy.json");
    expect((await run(["plan", "-e", "dev", "--destroy", ...allow, "--out", file])).stdout).toContain("LOSES DATA");
    expect((await run(["apply", "-e", "dev", file, "--yes"])).exitCode).toBe(1);
    expect((await json(["status"])).data.resources).toMatchObject([{ status: "ready" }]);
    expect((await run(["apply", "-e", "dev", file, "--yes", ...allow])).exitCode).toBe(0);
    expect((await json(["status"])).data).toMatchObject({ instances: [], resources: [{ status: "missing" }] });
  });

  test("a plan that is no plan is refused by name", async () => {
    writeFileSync(join(folder, "bad.json"), '{"plan": 2}');
    expect(await run(["apply", "-e", "dev", "bad.json", "--yes"])).toMatchObject({
      exitCode: 2,
      stdout: expect.stringContaining("bad.json is no plan"),
    });
  });
});

describe("what it must stand", () => {
  test("two at once: one waits, and both succeed", async () => {
    change('"one"', '"three"');
    const both = await Promise.all([run(["up"]), run(["up"])]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(both.map(({ stderr }) => stderr).join()).toMatch(/wait/i);
    expect(await answer()).toBe("three");
  });

  test("Ctrl-C ends it with 130, and the same command goes on", async () => {
    change('"one"', '"four"');
    const stopped = await run(["up"], { interrupt: { when: "echo built", with: "SIGINT" } });
    expect(stopped).toMatchObject({ exitCode: 130, stdout: expect.stringContaining("Interrupted") });
    expect((await run(["up"])).exitCode).toBe(0);
    expect(await answer()).toBe("four");
  });

  test("kill -9 at any moment: the same command converges, and nothing is there twice", async () => {
    const times = process.env["TOWPATH_LONG"] ? Array.from({ length: 40 }, (_, index) => 50 * index) : [300, 900];
    for (const [index, ms] of times.entries()) {
      change('"one"', `"killed ${index}"`);
      await run(["up"], { interrupt: { when: ms, with: "SIGKILL" } });
      expect(await run(["up"])).toMatchObject({ exitCode: 0 });
      expect(await answer()).toBe(`killed ${index}`);
      expect((await json(["status"])).data.instances).toHaveLength(1);
    }
  }, 600_000);

  test("a port that is taken: another one is chosen, and said", async () => {
    await run(["down"]);
    const taken = createServer((_, response) => response.end("another program")).listen(18080, "127.0.0.1");
    try {
      const { exitCode, stdout } = await run(["up"]);
      expect(exitCode).toBe(0);
      expect(stdout).not.toMatch(/address +http:\/\/127\.0\.0\.1:18080\n/);
      expect(await answer()).toMatch(/^killed/);
    } finally {
      taken.close();
    }
  });

  test("PostgreSQL killed from outside is started again, with its data", async () => {
    const { data } = await json(["status"]);
    const pid = Number(/process (\d+)/.exec(JSON.stringify(data.resources[0].details))?.[1]);
    process.kill(pid, "SIGKILL");
    expect((await run(["up"])).exitCode).toBe(0);
    expect((await json(["status"])).data.resources).toMatchObject([{ status: "ready" }]);
  });

  test("a folder that cannot be written to is named, with what to do", async () => {
    const blocked = join(newFolder("blocked"), "file");
    writeFileSync(blocked, "");
    const { exitCode, stdout } = await run(["up"], { home: join(blocked, "home") });
    expect(exitCode).toBe(3);
    expect(stdout).toContain(blocked);
  });

  test("without HOME it finds a folder by the user's account, or says which variable to set", async () => {
    const elsewhere = newFolder("state");
    const variables = { HOME: undefined, XDG_STATE_HOME: elsewhere };
    expect((await run(["status"], { home: undefined, variables })).exitCode).toBe(0);
    expect(await run(["status"], { home: "relative" })).toMatchObject({
      stdout: expect.stringContaining("TOWPATH_HOME"),
    });
  });

  test("a removed database is kept as an orphan, and losing one needs its name", async () => {
    writeFileSync(
      join(folder, "towpath.yaml"),
      MANIFEST.replace(
        '{ type: postgres, version: "17" }',
        '{ type: postgres, version: "17", settings: { collation: de-DE } }',
      ),
    );
    const refused = await run(["up"]);
    expect(refused).toMatchObject({ exitCode: 1, stdout: expect.stringContaining("--allow data-loss:resources.db") });
    writeFileSync(
      join(folder, "towpath.yaml"),
      MANIFEST.replace(/ {2}variables:\n.*\n/, "").replace(/resources:\n.*\n/, ""),
    );
    expect((await run(["up"])).exitCode).toBe(0);
    expect((await json(["status"])).data.resources).toMatchObject([{ address: "resources.db", status: "orphan" }]);
    expect(await run(["destroy", "-e", "dev", "--yes", "--allow", "data-loss:resources.db"])).toMatchObject({
      exitCode: 0,
    });
  });
});

function filesBelow(path: string): readonly string[] {
  if (!existsSync(path)) mkdirSync(path);
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
