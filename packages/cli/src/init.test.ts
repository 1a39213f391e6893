import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { newFolder, type Run, towpath } from "./testing/run-towpath.ts";
import { hasTerminal, onTerminal } from "./testing/typed-terminal.ts";

const home = join(newFolder("init"), "home");

/** A service as its team has it before it knows Towpath: it says whether it reaches the database that it is told. */
const SERVER = `
import { connect } from "node:net";
import { createServer } from "node:http";
const { hostname, port } = new URL(process.env.DATABASE_URL);
createServer((request, response) => {
  if (request.url === "/healthz") return response.end("ok");
  connect({ host: hostname, port: Number(port) })
    .on("connect", function () { this.destroy(); response.end("reached"); })
    .on("error", (error) => response.end(error.message));
}).listen(process.env.PORT ?? 18_090, "127.0.0.1");
`;

function existingService(): string {
  const folder = newFolder("Existing Service");
  mkdirSync(join(folder, "src"));
  const scripts = { build: "node build.mjs", start: "node dist/server.mjs", test: "node --test" };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "existing", type: "module", scripts }, null, 2));
  writeFileSync(
    join(folder, "build.mjs"),
    'import { cpSync } from "node:fs";\ncpSync("src", "dist", { recursive: true });\n',
  );
  writeFileSync(join(folder, "src", "server.mjs"), SERVER);
  writeFileSync(join(folder, ".env.example"), "DATABASE_URL=postgresql://localhost/existing\n");
  writeFileSync(join(folder, "compose.yaml"), "services:\n  db: { image: postgres:16 }\n");
  return folder;
}

describe("from a repository to a running service", () => {
  const folder = existingService();
  const run = (words: readonly string[]): Promise<Run> => towpath(words, { folder, home });

  afterAll(async () => {
    await run(["destroy", "-e", "dev", "--yes", "--allow", "data-loss:resources.db"]);
  });

  test("init writes what check passes and up runs", async () => {
    const { exitCode, stdout } = await run(["init"]);
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
    expect(stdout).toMatch(/resource db +postgres 16 +db: postgres:16, compose.yaml:2/);
    expect((await run(["check"])).exitCode).toBe(0);
    expect(await run(["up"])).toMatchObject({ exitCode: 0 });
    const { data } = JSON.parse((await run(["status", "--json"])).stdout);
    expect(await (await fetch(data.instances[0].address)).text()).toBe("reached");
  });

  test("a second init changes nothing", async () => {
    const before = readFileSync(join(folder, "towpath.yaml"), "utf8");
    expect(await run(["init"])).toMatchObject({ exitCode: 2, stdout: expect.stringContaining("--print") });
    expect(readFileSync(join(folder, "towpath.yaml"), "utf8")).toBe(before);
    expect(await run(["init", "--print"])).toMatchObject({ exitCode: 0, stdout: before });
  });
});

// Left out where nothing gives a command a terminal of its own.
describe.skipIf(!hasTerminal)("on a terminal", () => {
  test("what cannot be found is asked, and asked again until it will do", async () => {
    const folder = newFolder("asked");
    const { exitCode, screen } = await onTerminal(["init"], {
      folder,
      home,
      typed: [
        { when: "nobody yet)", type: "Team Shop\n" },
        { when: "lower-case letters", type: "" },
        { when: "nobody yet)", type: "team-shop\n" },
        { when: "How is it started?", type: "node server.js\n" },
        { when: "[8080]", type: "\n" },
      ],
    });
    expect({ exitCode, screen }).toMatchObject({ exitCode: 0 });
    const text = readFileSync(join(folder, "towpath.yaml"), "utf8");
    expect(text).toContain("owner: team-shop");
    expect(text).toContain("run: node server.js\n  port: 8080");
  });

  test("one of several is chosen by its number", async () => {
    const folder = newFolder("chosen");
    const teams = "teams: { team-shop: {}, team-data: {} }";
    const platform = `apiVersion: towpath.dev/v1\nkind: Platform\nmetadata: { name: acme }\n${teams}\nenvironments: { dev: { engine: local } }\n`;
    writeFileSync(join(folder, "platform.yaml"), platform);
    const { exitCode, screen } = await onTerminal(["init", "-p", "platform.yaml", "--run", "./a", "--port", "80"], {
      folder,
      home,
      typed: [
        { when: "Number or name:", type: "3\n" },
        { when: "from 1 to 2", type: "" },
        { when: "Number or name:", type: "2\n" },
      ],
    });
    expect({ exitCode, screen }).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(folder, "towpath.yaml"), "utf8")).toContain("owner: team-data");
  });

  test.each([
    ["Ctrl-C", "\u0003", 130],
    ["Ctrl-D", "\u0004", 2],
  ])("%s ends it, and nothing is written", async (_key, type, expected) => {
    const folder = newFolder("ended");
    const { exitCode, screen } = await onTerminal(["init"], { folder, home, typed: [{ when: "nobody yet)", type }] });
    expect({ exitCode, screen }).toMatchObject({ exitCode: expected });
    expect(existsSync(join(folder, "towpath.yaml"))).toBe(false);
  });

  test("with --yes nothing is asked", async () => {
    const folder = newFolder("taken");
    const { exitCode, screen } = await onTerminal(["init", "--yes"], { folder, home, typed: [] });
    expect(exitCode).toBe(0);
    expect(screen).not.toContain("?");
  });
});

describe("elsewhere", () => {
  test("what is missing is said with the option that gives it", async () => {
    const folder = newFolder("silent");
    const { exitCode, stdout } = await towpath(["init"], { folder, home });
    expect(exitCode).toBe(2);
    expect(stdout).toContain("--run 'node server.js'");
    expect(existsSync(join(folder, "towpath.yaml"))).toBe(false);
  });
});
