import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeClock, Secret } from "@towpath/core";
import { postgresStore } from "@towpath/provisioning/postgres-store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openGraph } from "../documents/open-documents.ts";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { apply } from "../verbs/apply.ts";
import { destroy } from "../verbs/destroy.ts";
import { down } from "../verbs/down.ts";
import { plan } from "../verbs/plan.ts";
import { stateHistory } from "../verbs/state-history.ts";
import { stateList } from "../verbs/state-list.ts";
import { stateShow } from "../verbs/state-show.ts";
import { up } from "../verbs/up.ts";
import { openWorkshop } from "./open-world.ts";

const confirm = async () => true;
const KEY = Buffer.alloc(32, 5).toString("base64");
const platform = (state: string) => `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local, state: ${state} } }
resourceTypes: [postgres.yaml]
`;
const SERVER = `
require("node:http").createServer((_, response) => response.end("here")).listen(process.env.PORT, "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
`;
const POSTGRES = readFileSync(new URL("../../../manifest/starter/types/postgres.yaml", import.meta.url), "utf8");

describe("a state store on real servers", () => {
  // One service brings the servers, with its own state in files; what another one has is kept on them.
  const { folder, effects, events } = folderWith(
    {
      "servers.yaml": manifestOf("servers", "resources: { db: { type: postgres }, files: { type: bucket } }\n"),
      "service/towpath.yaml": manifestOf(
        "b",
        "workload: { run: node server.js, port: 18281, health: { path: /, interval: 100ms, grace: 10s } }\nbuild: { output: [server.js] }\n",
      ),
      "service/server.js": SERVER,
      "postgres.yaml": POSTGRES,
      "towpath.yaml": manifestOf("a", "resources: { db: { type: postgres } }\n"),
    },
    { clock: nodeClock },
  );
  const servers = { manifest: "servers.yaml" };
  const request = { platform: "platform.yaml" };
  const variables: Record<string, string | undefined> = { TOWPATH_HOME: join(folder, "home"), TOWPATH_STATE_KEY: KEY };
  const mine = { ...effects, variables };
  let container = "";

  beforeAll(async () => {
    expect(await apply({ ...servers, confirm }, effects)).toMatchObject({ status: "ok" });
    const { context } = await openWorkshop((await openGraph(servers, effects)).graph, effects);
    const output = async (name: string, of: string) => {
      const value = await context.outputs(`resources.${name}`, of);
      return value instanceof Secret ? value.reveal() : String(value);
    };
    variables["TOWPATH_STATE_URL"] = await output("db", "url");
    variables["STATE_CONNECTION"] = await output("files", "connectionString");
    container = await output("files", "name");
  });
  afterAll(async () => {
    const allowed = ["data-loss:resources.db", "data-loss:resources.files"];
    await destroy({ ...servers, allowed, confirm }, effects);
    await down(servers, effects);
  });

  test.each([
    ["postgres", () => "{ store: postgres }"],
    [
      "azblob",
      () =>
        `{ store: azblob, account: acmestate, container: ${container}, connectionString: { variable: STATE_CONNECTION } }`,
    ],
  ])("%s keeps what commands write, for every machine that has the key", async (_name, state) => {
    writeFileSync(join(folder, "platform.yaml"), platform(state()));
    const applied = await apply({ ...request, confirm }, mine);
    expect(applied).toMatchObject({ status: "ok" });
    expect(existsSync(join(folder, "home/state/a"))).toBe(false);
    expect(await plan(request, mine)).toMatchObject({ status: "ok", data: { hasChanges: false } });

    const elsewhere = { ...mine, variables: { ...variables, TOWPATH_HOME: join(folder, "another home") } };
    expect(await stateList(request, elsewhere)).toMatchObject({
      status: "ok",
      data: { states: [{ key: "a/dev", resources: 1, lockedBy: null }, { key: "runs/a.dev" }] },
    });
    expect(await stateShow(request, elsewhere)).toMatchObject({
      status: "ok",
      data: { state: { resources: { "resources.db": { outputs: { password: { isSecret: true } } } } } },
    });
    const anothers = { findings: [{ code: "operation/state-of-another-machine" }] };
    expect(await plan(request, elsewhere)).toMatchObject(anothers);
    expect(await apply({ ...request, confirm }, elsewhere)).toMatchObject(anothers);
    const added = (await stateHistory(request, elsewhere)).data?.generations.flatMap(({ changes }) => changes?.added);
    expect(added).toContain("resources.db");

    const { graph } = await openGraph(request, mine);
    const [here, there] = [await openWorkshop(graph, mine), await openWorkshop(graph, elsewhere)];
    const password = await here.context.outputs("resources.db", "password");
    const same = await there.context.outputs("resources.db", "password");
    if (!(password instanceof Secret) || !(same instanceof Secret)) throw new Error("no password");
    expect(same.reveal()).toBe(password.reveal());

    const stranger = { ...elsewhere, variables: { ...elsewhere.variables, TOWPATH_STATE_KEY: KEY.replace("B", "C") } };
    for (const refused of [await stateShow(request, stranger), await apply({ ...request, confirm }, stranger)])
      expect(refused).toMatchObject({ findings: [{ code: "provisioning/state-sealed" }] });
    expect(await destroy({ ...request, allowed: ["data-loss:resources.db"], confirm }, mine)).toMatchObject({
      status: "ok",
    });
    expect(await stateShow(request, mine)).toMatchObject({ data: { state: { resources: {} } } });
    expect(await plan(request, elsewhere), "when nothing is left there").toMatchObject({ status: "ok" });
  });

  test("releases and deployments are kept there as well, and the way there is announced", async () => {
    writeFileSync(join(folder, "platform.yaml"), platform("{ store: postgres }"));
    const running = { manifest: "service", platform: "platform.yaml" };
    events.length = 0;
    expect(await up(running, { ...mine, variables: { ...variables } })).toMatchObject({
      status: "ok",
      data: { deployment: { verdict: "succeeded" } },
    });
    expect(await stateList(running, mine)).toMatchObject({
      data: {
        records: [
          { key: "deployments/b/dev", count: 1 },
          { key: "releases/b", count: 1 },
        ],
      },
    });
    const notices = events.flatMap((event) => (event.type === "notice" ? [event.message] : []));
    expect(notices.filter((message) => message.startsWith("State is kept in PostgreSQL at 127.0.0.1:"))).toHaveLength(
      1,
    );
    for (const secret of [variables["TOWPATH_STATE_URL"] ?? "", KEY]) expect(notices.join(" ")).not.toContain(secret);
    expect(await down(running, mine)).toMatchObject({ status: "ok" });
    expect(existsSync(join(folder, "home/state/deployments"))).toBe(false);
  });

  test("nothing lies in it in clear text but names", async () => {
    const raw = postgresStore({ url: new Secret(variables["TOWPATH_STATE_URL"] ?? ""), clock: nodeClock });
    const keys: string[] = [];
    for await (const key of raw.list("")) {
      keys.push(key);
      for await (const generation of raw.history?.(key) ?? []) {
        const bytes = await generation.bytes();
        if (bytes) expect(Buffer.from(bytes).toString("latin1")).toMatch(/^towpath-sealed-1 /);
      }
    }
    expect(keys).toContain("a/dev");
  });
});

describe("what is missing is said before anything is touched", () => {
  const { effects, folder } = folderWith({ "postgres.yaml": POSTGRES, "towpath.yaml": manifestOf("a") });
  const about = (state: string, variables: Record<string, string>) => {
    writeFileSync(join(folder, "platform.yaml"), platform(state));
    return stateList({ platform: "platform.yaml" }, { ...effects, variables: { ...effects.variables, ...variables } });
  };

  test.each([
    ["{ store: postgres }", {}, "provisioning/state-key", "the variable TOWPATH_STATE_KEY is not set"],
    ["{ store: postgres, key: { file: none.key } }", {}, "provisioning/state-key", "there is no file"],
    ["{ store: postgres }", { TOWPATH_STATE_KEY: KEY }, "operation/state-credentials", "TOWPATH_STATE_URL"],
    ["{ store: postgres, url: { variable: DB } }", { TOWPATH_STATE_KEY: KEY }, "operation/state-credentials", "DB"],
    [
      "{ store: azblob, account: acme, sas: { variable: SAS } }",
      { TOWPATH_STATE_KEY: KEY },
      "operation/state-credentials",
      "the variable SAS that opens it is not set",
    ],
    ["{ store: azblob, account: acme }", { TOWPATH_STATE_KEY: KEY }, "provisioning/store-options", "@azure/identity"],
  ])("%s with %j", async (state, variables, code, message) => {
    expect(await about(state, variables)).toMatchObject({
      status: "invalid",
      findings: [{ code, message: expect.stringContaining(message) }],
    });
  });

  test("a key in a file that others may read", async () => {
    writeFileSync(join(folder, "open.key"), KEY, { mode: 0o644 });
    expect(await about("{ store: postgres, key: { file: open.key } }", {})).toMatchObject({
      findings: [{ code: "provisioning/state-key", suggestions: [expect.stringContaining("chmod 600")] }],
    });
  });
});

test("what opens the state is for no command of a team's, by whatever name", async () => {
  const state = "{ store: file, key: { variable: SEAL }, oldKey: { variable: FORMER } }";
  const { effects } = folderWith({
    "towpath.yaml": manifestOf("a"),
    "platform.yaml": platform(state),
    "postgres.yaml": POSTGRES,
  });
  const variables = { ...effects.variables, SEAL: KEY, FORMER: KEY, OTHER: "1" };
  const here = { ...effects, variables };
  const opened = await openGraph({ platform: "platform.yaml" }, here);
  const { context } = await openWorkshop(opened.graph, here, undefined, opened);
  expect(context.variables).toMatchObject({ OTHER: "1" });
  for (const name of ["SEAL", "FORMER"]) expect(context.variables).not.toHaveProperty(name);
});
