import { nodeClock } from "@towpath/core";
import { renderText } from "@towpath/report";
import { afterEach, describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { adopt } from "./adopt.ts";
import { apply } from "./apply.ts";
import { deploy } from "./deploy.ts";
import { destroy } from "./destroy.ts";
import { down } from "./down.ts";
import { drift } from "./drift.ts";
import { up } from "./up.ts";

const files = {
  "towpath.yaml": manifestOf(
    "a",
    `workload: { run: node server.js, port: 18182, health: { path: /, interval: 100ms, grace: 10s } }
build: { output: [server.js] }
`,
  ),
  "server.js": `
require("node:http").createServer((_, response) => response.end("here")).listen(process.env.PORT, "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
`,
};
const WITH_DATABASE = manifestOf("a", "resources: { db: { type: postgres } }\n");
const never = async (): Promise<boolean> => {
  throw new Error("Nobody was to be asked.");
};

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

describe("drift", () => {
  test("before the first apply is none, and says why", async () => {
    const { effects } = folderWith({ "towpath.yaml": WITH_DATABASE });
    expect(await drift({}, effects)).toMatchObject({
      status: "ok",
      summary: expect.stringContaining("nothing was applied yet"),
      findings: [],
      data: { hasDrifted: false, hasApplied: false, plan: null },
    });
  });

  test("is not what the manifest says by now and nobody applied", async () => {
    const { effects } = folderWith({ "towpath.yaml": manifestOf("a") });
    expect(await apply({ confirm: never }, effects)).toMatchObject({ status: "ok" });
    const { effects: now } = folderWith({ "towpath.yaml": WITH_DATABASE }, { variables: effects.variables });
    expect(await drift({}, now)).toMatchObject({ status: "ok", data: { hasDrifted: false, hasApplied: true } });
  });

  test("of what runs is named with the command that mends it", async () => {
    const { effects } = folderWith(files, { clock: nodeClock });
    endings.push(() => down({}, effects));
    const started = await up({}, effects);
    expect(started).toMatchObject({ status: "ok" });
    expect(await drift({}, effects)).toMatchObject({ status: "ok", data: { workloads: [] } });
    const [address = ""] = Object.values(started.data?.addresses ?? {});
    const pid = Number((await currentPid(effects)) ?? 0);
    process.kill(pid, "SIGKILL");
    const found = await drift({}, effects);
    expect(found).toMatchObject({
      status: "failed",
      findings: [
        {
          code: "operation/drifted",
          address: "workloads.main",
          places: [{ file: "towpath.yaml" }],
          suggestions: ["To mend it: npx towpath deploy -e dev"],
        },
      ],
    });
    expect(renderText(found, { colour: false })).toContain("1 thing is not as it was left.");
    expect(await deploy({}, effects)).toMatchObject({ status: "ok" });
    expect(await (await fetch(address)).text()).toBe("here");
    expect(await drift({}, effects)).toMatchObject({ status: "ok" });
  });
});

async function currentPid(effects: Parameters<typeof drift>[1]): Promise<string | undefined> {
  const { status } = await import("./status.ts");
  const { data } = await status({}, effects);
  return data && "instances" in data ? data.instances[0]?.details["process"] : undefined;
}

describe("what is named and is not there", () => {
  test.each([
    ["resources.bd", "Did you mean resources.db?"],
    ["db", "Did you mean resources.db?"],
    ["workloads.whatever-this-is", "There are resources.db."],
  ])("%s is not taken over", async (address, hint) => {
    const { effects } = folderWith({ "towpath.yaml": WITH_DATABASE });
    expect(await adopt({ address, id: "17/x" }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/unknown-address", suggestions: [hint] }],
    });
  });

  test("nothing is taken over without an id, or by one that names nothing", async () => {
    const { effects } = folderWith({ "towpath.yaml": WITH_DATABASE });
    const address = "resources.db";
    expect(await adopt({ address, id: "" }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/bad-answer" }],
    });
    for (const id of ["17/no_such_database", "not an id", "../../etc"])
      expect(await adopt({ address, id }, effects)).toMatchObject({
        status: expect.stringMatching(/invalid|failed/),
        findings: [{ code: expect.stringMatching(/adopt/) }],
      });
  });

  test.each([
    [["db"], { code: "operation/unknown-address", suggestions: ["Did you mean resources.db?"] }],
    [["resources.db@17"], { code: "operation/unknown-address" }],
    [["resources.db"], { code: "provisioning/not-an-orphan" }],
  ])("%j is not destroyed by name", async (addresses, finding) => {
    const { effects } = folderWith({ "towpath.yaml": WITH_DATABASE });
    expect(await destroy({ addresses, confirm: never }, effects)).toMatchObject({ findings: [finding] });
  });

  test("a destruction that nobody approved by its digest is refused", async () => {
    const { effects } = folderWith({ "towpath.yaml": WITH_DATABASE });
    expect(await destroy({ approved: `sha256:${"0".repeat(64)}`, confirm: never }, effects)).toMatchObject({
      status: "failed",
      findings: [{ code: "provisioning/stale-plan" }],
    });
  });
});
