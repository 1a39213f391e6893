import { nodeClock } from "@towpath/core";
import { afterEach, describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { apply } from "./apply.ts";
import { down } from "./down.ts";
import { logs } from "./logs.ts";
import { plan } from "./plan.ts";
import { status, statusInSight } from "./status.ts";
import { up } from "./up.ts";

const files = {
  "s's/towpath.yaml": manifestOf(
    "a",
    `workload: { run: node server.js, port: 18181, health: { path: /, interval: 100ms, grace: 10s } }
build: { output: [server.js] }
`,
  ),
  "s's/server.js": `
require("node:http").createServer((_, response) => response.end("here")).listen(process.env.PORT, "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
console.log("ready");
`,
  "p q.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local } }
`,
};
const request = { manifest: "s's", platform: "p q.yaml" };
const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

/** A service without resources that runs, and goes at the end of the test. */
async function running() {
  const { effects } = folderWith(files, { clock: nodeClock });
  endings.push(() => down(request, effects));
  const started = await up(request, effects);
  const [address = ""] = Object.values(started.data?.addresses ?? {});
  return { effects, started, address };
}

describe("a service that needs nothing but a process", () => {
  test("comes up, and says how to go on in words that a shell takes", async () => {
    const { effects, started, address } = await running();
    expect(started).toMatchObject({ status: "ok", data: { deployment: { verdict: "succeeded" } } });
    expect(await (await fetch(address)).text()).toBe("here");
    const said = started.sections.flatMap((section) => (section.kind === "fields" ? section.fields : []));
    expect(said.find(({ name }) => name === "log")?.value).toBe("npx towpath logs -e dev -f 's'\\''s' -p 'p q.yaml'");
    expect(await status(request, effects)).toMatchObject({ data: { instances: [{ status: "healthy" }] } });
    const lines: string[] = [];
    await logs({ ...request, follows: false, onLine: (line) => lines.push(line) }, effects);
    expect(lines).toContain("ready");
  });

  test("is stopped by a plan that takes it out", async () => {
    const { effects, address } = await running();
    expect(await (await fetch(address)).text()).toBe("here");
    await plan({ ...request, goal: "destroy", out: "out.json" }, effects);
    expect(await apply({ ...request, planFile: "out.json", confirm: undefined }, effects)).toMatchObject({
      status: "ok",
    });
    expect(await status(request, effects)).toMatchObject({ data: { instances: [] } });
    await expect(fetch(address)).rejects.toThrow();
    expect(await statusInSight({ isAll: true }, effects), "nothing is left of it").toMatchObject({
      data: { services: [] },
    });
  });
});
