import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { isJsonObject, nodeClock } from "@towpath/core";
import { afterAll, expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { closeScene, openScene, perform } from "../testing/load/scene.ts";
import { build } from "./build.ts";
import { deploy } from "./deploy.ts";
import { destroy } from "./destroy.ts";
import { rollback } from "./rollback.ts";
import { up } from "./up.ts";

const EXAMPLE = join(import.meta.dirname, "../../../../examples/orders");
const LONG = Boolean(process.env["TOWPATH_LONG"]);
const isInstalled = existsSync(join(EXAMPLE, "node_modules", ".installed"));
if (LONG && !isInstalled) console.info("examples/orders is not tried under load: its libraries are not installed.");

const { folder, effects: bare } = folderWith({}, { clock: nodeClock });
const effects = { ...bare, variables: { ...bare.variables, PATH: process.env["PATH"], HOME: folder } };
const confirm = async () => true;
afterAll(async () => {
  if (LONG && isInstalled)
    await destroy({ allowed: ["data-loss:resources.db", "data-loss:resources.uploads"], confirm }, effects);
}, 120_000);

/** Changes a file of the example as it is published. */
function edit(path: string, from: string, to: string): void {
  const text = readFileSync(join(EXAMPLE, path), "utf8");
  expect(text, path).toContain(from);
  writeFileSync(join(folder, path), text.replace(from, to));
}

const FLAWS = {
  "does not start": ["src/server.js", "const log = createLog();", 'throw new Error("no such table: prices");'],
  "smoke fails": ["src/smoke.js", "const log = createLog();", "process.exit(1);"],
  "ill once exposed": [
    "src/app.js",
    'response.setHeader("x-request-id", requestId);',
    'if (request.headers["x-forwarded-for"]) return void response.writeHead(500).end();',
  ],
} as const;

function write(version: string, strategy: string, flaw?: keyof typeof FLAWS): void {
  for (const [path, from] of Object.values(FLAWS)) edit(path, from, from);
  edit("src/server.js", '"listening"', JSON.stringify(`listening: ${version}`));
  const steps = strategy === "canary" ? ", steps: [{ weight: 10, for: 5s }, { weight: 50, for: 5s }]" : "";
  edit("towpath.yaml", "strategy: rolling", `strategy: ${strategy}${steps}`);
  const manifest = join(folder, "towpath.yaml");
  writeFileSync(manifest, readFileSync(manifest, "utf8").replace("port: 8080", "port: 18250"));
  if (flaw === undefined) return;
  const [path, from, to] = FLAWS[flaw];
  const text = readFileSync(join(folder, path), "utf8");
  writeFileSync(join(folder, path), text.replace(from, to));
}

const ROUNDS = ["rolling", "blue-green", "canary", "rolling", "blue-green", "canary", "rolling"] as const;
/** Deployments and ways back under load: seven in a round, of which three are of a version that does not hold, and one at the end. */
const COMMANDS = 50;

const placed: string[] = [];
const order = JSON.stringify({ customer: "anna", items: [{ sku: "tea", quantity: 1, unitPriceCents: 450 }] });
const keep = (body: string) => {
  const said: unknown = JSON.parse(body);
  if (!isJsonObject(said) || typeof said["id"] !== "string") return "no order";
  placed.push(said["id"]);
  return undefined;
};

/** The numbers of all orders, by pages. */
async function ordersOf(address: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let after: unknown = ""; typeof after === "string"; ) {
    const page: unknown = await (await fetch(`${address}/orders?limit=100${after && `&after=${after}`}`)).json();
    if (!isJsonObject(page) || !Array.isArray(page["orders"])) throw new Error("This is no page of orders.");
    for (const { id } of page["orders"]) found.add(id);
    after = page["next"];
  }
  return found;
}

// Its libraries and a whole PostgreSQL are for the long run.
test.skipIf(!LONG || !isInstalled)(
  "the example loses no request and no order while its versions come and go",
  async () => {
    const isSource = (path: string) => !["node_modules", "dist", "reports", ".towpath"].includes(basename(path));
    cpSync(EXAMPLE, folder, { recursive: true, filter: isSource });
    symlinkSync(join(EXAMPLE, "node_modules"), join(folder, "node_modules"));
    write("1.0.0", "rolling");
    const post = {
      method: "POST",
      path: "/orders",
      body: order,
      headers: { "content-type": "application/json" },
    } as const;
    const scene = await openScene(
      () => up({}, effects),
      [
        { ...post, check: keep },
        { ...post, check: keep, closes: true },
        { method: "GET", path: "/orders?limit=5" },
        { method: "GET", path: "/" },
      ],
      false,
    );
    let written = 0;
    const bringOut = async (strategy: string, flaw?: keyof typeof FLAWS) => {
      written += 1;
      write(`1.${written}.0`, strategy, flaw);
      expect(await build({ version: `1.${written}.0` }, effects)).toMatchObject({ status: "ok" });
      const { verdict } = await perform(scene.acts, () => deploy({}, effects), flaw !== undefined);
      const expected =
        flaw === undefined ? "succeeded" : flaw === "does not start" ? "failed_before_exposure" : "rolled_back";
      expect([written, strategy, flaw, verdict]).toEqual([written, strategy, flaw, expected]);
    };
    const takeBack = async () => {
      const { verdict } = await perform(scene.acts, () => rollback({}, effects));
      expect([written, verdict]).toEqual([written, "succeeded"]);
    };
    try {
      for (const strategy of ROUNDS) {
        await bringOut(strategy);
        await bringOut(strategy, "smoke fails");
        await bringOut(strategy, "does not start");
        await bringOut(strategy);
        await takeBack();
        await bringOut(strategy, "ill once exposed");
        await bringOut(strategy);
      }
      await takeBack();
      expect(scene.acts).toHaveLength(1 + COMMANDS);
    } finally {
      await scene.visitors.leave();
    }
    await closeScene(scene, ["POST /orders", "GET /"]);
    const kept = await ordersOf(scene.address);
    expect(placed.filter((id) => !kept.has(id))).toEqual([]);
    console.info(`${placed.length} orders were placed, and all are there.`);
  },
  900_000,
);
