import type { JsonObject } from "@towpath/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type RunningProvider, startProvider } from "../start-provider.ts";
import { terraformHere } from "../terraform-here.ts";
import { type TerraformFolder, terraformFolder } from "../testing/terraform-folder.ts";

const terraform = terraformHere();
const HEAD = { required_providers: { memory: { source: "towpath/memory" } } };
const PASSWORD = "written-only-8f2a";

const rootWith = (things: JsonObject, more: JsonObject = {}): JsonObject => ({
  terraform: HEAD,
  resource: { memory_thing: things },
  ...more,
});

// Without the real program there is nothing to hold the provider to.
describe.skipIf(terraform === undefined)("a memory_thing with the real terraform", () => {
  let provider: RunningProvider;
  let folder: TerraformFolder;

  beforeAll(async () => {
    provider = await startProvider();
  });
  afterAll(() => provider.close());
  beforeEach(async () => {
    await provider.forget();
    for (const { id } of await provider.things()) await provider.remove(id);
    folder = terraformFolder(terraform ?? "", provider);
    return () => folder[Symbol.dispose]();
  });

  async function initialized(root: JsonObject): Promise<void> {
    folder.write(root);
    expect(await folder.run("init", "-no-color")).toMatchObject({ code: 0 });
  }
  async function applied(): Promise<void> {
    const run = await folder.run("apply", "-no-color", "-auto-approve");
    expect(run.text).toContain("Apply complete!");
  }

  test("is made as planned, and then there is nothing to do", async () => {
    await initialized(
      rootWith(
        {
          db: {
            name: "db",
            labels: { tier: "gold" },
            secret: "s3cret",
            password_wo: PASSWORD,
            password_wo_version: 1,
            rule: [{ port: 80 }],
          },
        },
        {
          data: { memory_thing: { there: { name: "${memory_thing.db.name}", depends_on: ["memory_thing.db"] } } },
          output: {
            endpoint: { value: "${memory_thing.db.endpoint}" },
            read: { value: "${data.memory_thing.there.size}" },
          },
        },
      ),
    );
    expect((await folder.run("validate", "-no-color")).text).toContain("The configuration is valid");

    const { json } = await folder.plan();
    const [created] = json.resource_changes?.filter(({ address }) => address === "memory_thing.db") ?? [];
    expect(created?.change).toMatchObject({
      actions: ["create"],
      after: { name: "db", size: 1, password_wo: null },
      after_unknown: { id: true, endpoint: true, key: true, revision: true, rule: [{ number: true }] },
    });

    await applied();
    expect(await provider.things()).toMatchObject([
      { type: "memory_thing", id: "things/db", attributes: { name: "db", secret: "s3cret", password_wo: PASSWORD } },
    ]);
    expect((await folder.run("output", "-json")).text).toContain("memory://db");
    expect((await folder.run("state", "pull")).text).not.toContain(PASSWORD);
    expect(await folder.plan()).toMatchObject({ code: 0 });
  });

  test("is changed in place, and replaced where its name changes", async () => {
    await initialized(rootWith({ db: { name: "db", password_wo: "one", password_wo_version: 1 } }));
    await applied();

    folder.write(rootWith({ db: { name: "db", size: 2, password_wo: "two", password_wo_version: 2 } }));
    const inPlace = await folder.plan();
    expect(inPlace.json.resource_changes?.[0]?.change).toMatchObject({
      actions: ["update"],
      after: { size: 2, endpoint: "memory://db" },
      after_unknown: { revision: true },
    });
    await applied();
    expect((await provider.things())[0]?.attributes).toMatchObject({ size: 2, password_wo: "two" });

    folder.write(rootWith({ db: { name: "other" } }));
    const anew = await folder.plan();
    expect(anew.json.resource_changes?.[0]?.change).toMatchObject({
      actions: ["delete", "create"],
      replace_paths: [["name"]],
    });
    await applied();
    expect((await provider.things()).map(({ id }) => id)).toEqual(["things/other"]);

    await folder.run("destroy", "-auto-approve", "-no-color");
    expect(await provider.things()).toEqual([]);
  });

  test("is imported where somebody else made it", async () => {
    await provider.put("memory_thing", "things/db", { name: "db", size: 3 });
    await initialized(
      rootWith({ db: { name: "db", size: 4 } }, { import: [{ to: "memory_thing.db", id: "things/db" }] }),
    );

    const { json } = await folder.plan();
    expect(json.resource_changes?.[0]?.change).toMatchObject({
      actions: ["update"],
      before: { size: 3 },
      importing: { id: "things/db" },
    });
    await applied();
    expect(await provider.things()).toMatchObject([{ id: "things/db", attributes: { size: 4 } }]);
  });

  test("shows what somebody else changed or removed", async () => {
    await initialized(rootWith({ db: { name: "db" }, cache: { name: "cache" } }));
    await applied();
    await provider.change("things/db", { size: 9 });
    await provider.remove("things/cache");

    const { code, json } = await folder.plan();
    expect(code).toBe(2);
    expect(json.resource_drift?.map(({ address }) => address).sort()).toEqual([
      "memory_thing.cache",
      "memory_thing.db",
    ]);
  });
});
