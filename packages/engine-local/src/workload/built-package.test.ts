import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openWorkshop, type Workshop } from "./testing/workshop.ts";

const SOURCE = join(import.meta.dirname, "local-workload-host.ts");
const COMMAND = join(import.meta.dirname, "testing", "roll.ts");

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.close());

const command = (module: string, version: string, crew = "") => {
  const args = [module, shop.folder, String(shop.port), version, "rolling", crew];
  return ["--conditions=@towpath/source", COMMAND, ...args];
};

test("commands in processes of their own take turns, and what they started outlives them", async () => {
  const run = promisify(execFile);
  const both = await Promise.all(["1", "2"].map((version) => run(process.execPath, command(SOURCE, version))));
  expect(both.map(({ stdout }) => stdout)).toEqual(["done", "done"]);
  expect(["1", "2"]).toContain((await shop.get()).body);
});

test("the built package finds its proxy and its scheduler", async () => {
  const packageFolder = join(import.meta.dirname, "..", "..");
  const built = join(packageFolder, "node_modules", `.built-${process.pid}`); // where its dependencies are found
  try {
    mkdirSync(built, { recursive: true });
    const tsup = join(dirname(createRequire(import.meta.url).resolve("tsup/package.json")), "dist", "cli-default.js");
    const { scripts } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));
    const entries = String(scripts.build).match(/src\/\S+\.ts/g) ?? []; // as the package itself is built
    const args = [tsup, ...entries, "--config", "../repository/tsup.config.ts", "--out-dir", built];
    execFileSync(process.execPath, args, { cwd: packageFolder, stdio: "pipe" });
    expect(readdirSync(built)).toContain("index.js");
    const started = execFileSync(process.execPath, command(join(built, "index.js"), "1", "crew"), { encoding: "utf8" });
    expect(started).toBe("done");
    expect((await shop.get()).body).toBe("1");
  } finally {
    rmSync(built, { recursive: true, force: true });
  }
});
