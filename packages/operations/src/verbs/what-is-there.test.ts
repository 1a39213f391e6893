import { describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { destroy } from "./destroy.ts";
import { down } from "./down.ts";
import { logs } from "./logs.ts";
import { outputs } from "./outputs.ts";
import { status } from "./status.ts";

const SERVICE = `workload: { run: node server.js, port: 80, health: { path: / } }
build: { output: [server.js] }
resources: { db: { type: postgres } }
`;
const folder = () => folderWith({ "towpath.yaml": manifestOf("a", SERVICE) }).effects;

describe("before anything was made", () => {
  test("status says so, and starts nothing", async () => {
    expect(await status({}, folder())).toMatchObject({
      status: "ok",
      summary: "a does not run in dev; 0 of 1 resource is ready.",
      data: { resources: [{ address: "resources.db", status: "missing" }], instances: [], lastDeployment: null },
    });
  });

  test("logs and down find nothing", async () => {
    expect(await logs({ follows: false }, folder())).toMatchObject({ status: "ok", data: { lines: [] } });
    expect(await down({}, folder())).toMatchObject({ status: "ok", summary: "Nothing of a was running in dev." });
  });

  test("destroy asks nobody's data away, and needs a yes", async () => {
    expect(await destroy({ confirm: undefined }, folder())).toMatchObject({
      status: "failed",
      findings: [{ code: "operation/not-confirmed" }],
    });
    expect(await destroy({ confirm: async () => true }, folder())).toMatchObject({
      status: "ok",
      summary: "a is out of dev: nothing else was there.",
    });
  });
});

describe("what was typed wrong is the request's mistake", () => {
  test.each(["-1", "ten", "1e3", ""])("--tail %j", async (tail) => {
    expect(await logs({ follows: false, tail }, folder())).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/bad-number" }],
    });
  });

  test("secrets are revealed on a terminal only, whatever is there", async () => {
    expect(await outputs({ reveals: true, isTerminal: false }, folder())).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/reveal-needs-terminal" }],
    });
    expect(await outputs({ reveals: true, isTerminal: true }, folder())).toMatchObject({ status: "ok" });
  });

  test("an output that there is not", async () => {
    expect(await outputs({ address: "resources.db.hots", isTerminal: false }, folder())).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/unknown-output" }],
    });
  });
});
