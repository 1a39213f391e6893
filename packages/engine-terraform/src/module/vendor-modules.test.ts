import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { terraformHere } from "@towpath/testkit/terraform";
import { describe, expect, test } from "vitest";
import { type RootModuleRequest, rootModule } from "./root-module.ts";
import { runningRoot } from "./testing/run-root.ts";
import { writtenService } from "./testing/written-service.ts";

const program = terraformHere();
const TYPE = (module: string): string => `recipes: { terraform: { module: "${module}" } }\n`;
const MODULE = 'output "x" { value = 1 }\n';
const calls = (...sources: readonly string[]): string =>
  sources.map((source, index) => `module "m${index}" { source = "${source}" }\n`).join("");

function serviceWith(
  files: Readonly<Record<string, string>>,
  modules: Readonly<Record<string, string>> = { db: "../modules/db" },
) {
  return writtenService({
    manifest: `resources: { ${Object.keys(modules)
      .map((type) => `${type}: { type: ${type} }`)
      .join(", ")} }\n`,
    types: Object.fromEntries(Object.entries(modules).map(([type, module]) => [type, TYPE(module)])),
    files,
  });
}

async function filesOf(request: RootModuleRequest): Promise<readonly string[]> {
  return [...(await rootModule(request)).files.keys()].filter((path) => path.startsWith("modules/"));
}

async function refusalOf(request: RootModuleRequest): Promise<unknown> {
  return rootModule(request).then(
    () => "",
    (error: unknown) => error,
  );
}

describe("local modules", () => {
  test("are copied whole, with those that they call, as they lie to each other", async () => {
    const { request } = serviceWith(
      {
        "platform/modules/db/main.tf": calls("../net", "./inner", "acme/x/azurerm"),
        "platform/modules/db/templates/a.tftpl": "a",
        "platform/modules/db/.terraform/x": "no",
        "platform/modules/db/.git/x": "no",
        "platform/modules/db/node_modules/x/x.tf": "no",
        "platform/modules/db/terraform.tfstate": "no",
        "platform/modules/db/terraform.tfstate.backup": "no",
        "platform/modules/db/errored.tfstate": "no",
        "platform/modules/db/.terraform.lock.hcl": "no",
        "platform/modules/db/inner/main.tf": MODULE,
        "platform/modules/net/main.tf": calls("../../shared/names"),
        "platform/shared/names/main.tf": MODULE,
        "platform/modules/unused/main.tf": MODULE,
      },
      { db: "../modules/db", other: "../modules/net" },
    );
    expect(await filesOf(request)).toEqual([
      "modules/modules/db/inner/main.tf",
      "modules/modules/db/main.tf",
      "modules/modules/db/templates/a.tftpl",
      "modules/modules/net/main.tf",
      "modules/shared/names/main.tf",
    ]);
  });

  // Not run where there is no Terraform: terraformHere() says so in one line, and fails in CI.
  test.skipIf(program === undefined)("are found by Terraform where they are", { timeout: 60_000 }, async () => {
    const { request } = serviceWith({
      "platform/modules/db/main.tf": calls("../net"),
      "platform/modules/net/main.tf": calls("../../shared/names"),
      "platform/shared/names/main.tf": MODULE,
    });
    expect(runningRoot(program ?? "", await rootModule(request)).run("validate")).toContain("valid");
  });

  test("of two platforms do not mix", async () => {
    const { request, folder } = serviceWith(
      { "platform/modules/db/main.tf": MODULE, "package/types/x": "", "package/modules/db/main.tf": MODULE },
      { db: "../modules/db", queue: "../modules/db" },
    );
    const homeOf = (type: string) =>
      type === "queue"
        ? { folder: join(folder, "package/types"), boundary: join(folder, "package") }
        : request.homeOf(type);
    expect(await filesOf({ ...request, homeOf })).toEqual(["modules/db/db/main.tf", "modules/queue/db/main.tf"]);
  });

  test("have a version only in a registry", async () => {
    const recipe = (module: string) => `recipes: { terraform: { module: "${module}", version: 1.2.3 } }\n`;
    const { request } = writtenService({
      manifest: "resources: { a: { type: a }, b: { type: b }, c: { type: c }, d: { type: d } }\n",
      types: {
        a: recipe("./m"),
        b: recipe("acme/b/azurerm"),
        c: recipe("git::https://git.example/c?ref=v1"),
        d: recipe("modules.example/acme/d/azurerm"),
      },
      files: { "platform/types/m/main.tf": MODULE },
    });
    const root = await rootModule(request);
    expect(JSON.parse(new TextDecoder().decode(root.files.get("main.tf.json")))).toMatchObject({
      module: {
        a: { source: "./modules/m" },
        b: { source: "acme/b/azurerm", version: "1.2.3" },
        c: { source: "git::https://git.example/c?ref=v1" },
        d: { source: "modules.example/acme/d/azurerm", version: "1.2.3" },
      },
    });
    expect(new TextDecoder().decode(root.files.get("main.tf.json")).match(/"version"/g)).toHaveLength(2);
    expect(root.calls.get("resources.a")?.version).toBe("1.2.3");
  });

  test("that are not there are named", async () => {
    const place = { file: "platform/types/db.yaml" };
    expect(await refusalOf(serviceWith({}).request)).toMatchObject({
      code: "engine-terraform/module-not-found",
      message: "The module ../modules/db of db is not there, or holds no *.tf files.",
      place,
    });
    const { request } = serviceWith({ "platform/modules/db/main.tf": calls("../gone") });
    expect(await refusalOf(request)).toMatchObject({
      code: "engine-terraform/module-not-found",
      message: expect.stringContaining("(called by platform/modules/db)"),
      place,
    });
    expect(await refusalOf({ ...request, homeOf: () => undefined })).toMatchObject({
      code: "engine-terraform/module-not-found",
    });
  });

  test("that lead out of the platform are refused, by paths and by links", async () => {
    const refused = (why: string) => ({
      code: "engine-terraform/module-refused",
      message: expect.stringContaining(why),
      place: { file: "platform/types/db.yaml" },
    });
    const out = serviceWith({}, { db: "../../../out" });
    expect(await refusalOf(out.request)).toMatchObject(refused("leaves the platform"));
    const called = serviceWith({ "platform/modules/db/main.tf": calls("../../../../out") });
    expect(await refusalOf(called.request)).toMatchObject(refused("leaves the platform"));

    const elsewhere = writtenService({ types: {}, files: { "m/main.tf": MODULE, "m/secret.txt": "secret" } }).folder;
    const linked = serviceWith({ "platform/modules/x": "" });
    symlinkSync(join(elsewhere, "m"), join(linked.folder, "platform/modules/db"));
    expect(await refusalOf(linked.request)).toMatchObject(refused("leaves the platform through a symbolic link"));
    const within = serviceWith({ "platform/modules/db/main.tf": MODULE });
    symlinkSync(join(elsewhere, "m/secret.txt"), join(within.folder, "platform/modules/db/note.txt"));
    expect(await refusalOf(within.request)).toMatchObject(refused("leaves the platform through a symbolic link"));
  });

  test("links within the platform are followed, and rings are not", async () => {
    const { request, folder } = serviceWith({ "platform/modules/db/main.tf": MODULE, "platform/shared/a.txt": "a" });
    symlinkSync("../../shared", join(folder, "platform/modules/db/shared"));
    expect(await filesOf(request)).toEqual(["modules/db/main.tf", "modules/db/shared/a.txt"]);
    symlinkSync("..", join(folder, "platform/modules/db/up"));
    expect(await refusalOf(request)).toMatchObject({
      code: "engine-terraform/module-refused",
      message: expect.stringContaining("it is in"),
    });
  });

  test("that are too large are refused before they fill the memory", async () => {
    const { request, folder } = serviceWith({ "platform/modules/db/main.tf": MODULE });
    const path = join(folder, "platform/modules/db/large.bin");
    writeFileSync(path, "");
    truncateSync(path, 33 * 1024 * 1024);
    expect(await refusalOf(request)).toMatchObject({
      message: expect.stringContaining("more than 5000 files or 32 MB"),
    });
  });
});

describe("the lock file", () => {
  const withLock = (lock: string) =>
    writtenService({
      manifest: "resources: { db: { type: db } }\n",
      types: { db: TYPE("./m") },
      files: { "platform/types/m/main.tf": MODULE, "platform/terraform.lock.hcl": "# locks" },
      engine: `lock: ${lock}`,
    });

  test("of the platform goes along", async () => {
    const { files } = await rootModule(withLock("./terraform.lock.hcl").request);
    expect(new TextDecoder().decode(files.get(".terraform.lock.hcl"))).toBe("# locks");
  });

  test("is refused where it is not there, or elsewhere", async () => {
    const { request, folder } = withLock("./x/lock.hcl");
    expect(await refusalOf(request)).toMatchObject({
      code: "engine-terraform/engine-options",
      message: expect.stringContaining("cannot be read"),
    });
    mkdirSync(join(folder, "platform/x"));
    symlinkSync("/etc/hostname", join(folder, "platform/x/lock.hcl"));
    expect(await refusalOf(request)).toMatchObject({ message: expect.stringContaining("through a link") });
    expect(await refusalOf(withLock("../towpath.yaml").request)).toMatchObject({
      message: expect.stringContaining("leaves the platform's folder"),
    });
  });
});
