import type { JsonObject } from "@towpath/core";
import { formatPlace, isJsonObject, Secret } from "@towpath/core";
import { terraformHere } from "@towpath/testkit/terraform";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ModuleRecord } from "./module-record.ts";
import { type RootModule, rootModule } from "./root-module.ts";
import { DATABASE, DATABASE_DOCUMENTS, DATABASE_MODULE } from "./testing/database.ts";
import { runningRoot } from "./testing/run-root.ts";
import { writtenService } from "./testing/written-service.ts";

const program = terraformHere();

function textOf(root: RootModule, path = "main.tf.json"): string {
  return new TextDecoder().decode(root.files.get(path));
}

function documentOf(root: RootModule): JsonObject {
  return JSON.parse(textOf(root));
}

/** The address of whatever stands at a path of the document, by the line that it stands on. */
function placeAt(root: RootModule, line: RegExp): string {
  const index = textOf(root)
    .split("\n")
    .findIndex((each) => line.test(each));
  const place = root.placeOf("main.tf.json", index + 1, 1);
  return place ? formatPlace(place) : "";
}

const TWO = `resources:
  db: { type: database }
  2nd: { type: database, settings: { size: 4, note: "at \${resources.db.host}" } }
`;

test("a service becomes one root module that can be read", async () => {
  const { request } = writtenService({
    manifest: TWO,
    ...DATABASE_DOCUMENTS,
    engine: `backend: { azurerm: { container_name: state } }, providers: { azurerm: { source: hashicorp/azurerm, version: "~> 4.40", config: { features: {}, subscription_id: "\${environment.subscription}" } } }, tags: { cost: "\${service.owner}" }`,
    values: "{ subscription: abc }",
  });
  const root = await rootModule({ ...request, backend: "platform" });
  expect([...root.files.keys()]).toEqual(["main.tf.json", "modules/database/main.tf"]);
  expect(textOf(root)).toMatchSnapshot();
  expect(root.labelOf("resources.2nd")).toBe("_2nd");
  expect(
    ["module._2nd.terraform_data.it", "module.db.x.y[0]", "module.db", "terraform_data.unknown"].map(root.addressOf),
  ).toEqual(["resources.2nd", "resources.db", "resources.db", undefined]);
  expect(root.labelOf("resources.towpath")).toBe("_towpath");
  expect(root.addressOf("module._towpath.x.y")).toBe("resources.towpath");
  expect(root.addressOf("module.towpath-2.x.y")).toBe("resources.towpath-2");
});

test("each line of it has its place in the documents", async () => {
  const { request } = writtenService({ manifest: TWO, ...DATABASE_DOCUMENTS });
  const root = await rootModule(request);
  expect(placeAt(root, /required_version/)).toBe("platform/platform.yaml:6:3");
  expect(placeAt(root, /"_2nd": \{/)).toBe("towpath.yaml:6:3");
  expect(placeAt(root, /"source"/)).toBe("platform/types/database.yaml:13:3");
  expect(placeAt(root, /"size": 4/)).toBe("towpath.yaml:6:44");
  expect(placeAt(root, /"size": 2/)).toBe("platform/types/database.yaml:7:35");
  expect(placeAt(root, /"note"/)).toBe("towpath.yaml:6:53");
  expect(placeAt(root, /"name": "prod/)).toBe("platform/types/database.yaml:13:3");
  const inModule = root.placeOf("modules/database/main.tf", 3, 1);
  expect(inModule && formatPlace(inModule)).toBe("platform/types/database.yaml:13:3");
  const fetched = root.placeOf(".terraform/modules/db.inner/main.tf", 3, 1);
  expect(fetched && formatPlace(fetched)).toBe("platform/types/database.yaml:13:3");
  expect(root.placeOf("elsewhere.tf", 1, 1)).toBeUndefined();
  const thing = root.placeOfAddress("module._2nd.terraform_data.it");
  expect(thing && formatPlace(thing)).toBe("towpath.yaml:6:3");
  expect(root.placeOfAddress("terraform_data.unknown")).toBeUndefined();
});

// Not run where there is no Terraform: terraformHere() says so in one line, and fails in CI.
test.skipIf(program === undefined)(
  "what Terraform says of a line is told at the document's",
  { timeout: 60_000 },
  async () => {
    const saidOf = async (manifest: string, module: string): Promise<readonly string[]> => {
      const { request } = writtenService({
        manifest,
        types: { database: DATABASE },
        files: { "platform/modules/database/main.tf": module },
      });
      const root = await rootModule(request);
      const running = runningRoot(program ?? "", root);
      const said = running.tried("plan", "-json");
      const lines: readonly unknown[] = said
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      return lines.flatMap((line) => {
        if (!isDiagnostic(line)) return [];
        const { filename, start } = line.diagnostic.range;
        const place = root.placeOf(filename, start.line, start.column);
        return place ? [`${formatPlace(place)} ${line.diagnostic.summary}`] : [];
      });
    };
    const refusing = DATABASE_MODULE.replace(
      'variable "size" { type = number }',
      'variable "size" {\n  type = number\n  validation {\n    condition     = var.size < 4\n    error_message = "Too large."\n  }\n}',
    );
    expect(await saidOf("resources: { db: { type: database, settings: { size: 5 } } }\n", refusing)).toEqual([
      "towpath.yaml:4:54 Invalid value for variable",
    ]);
    expect(await saidOf("resources:\n  db: { type: database }\n", `${DATABASE_MODULE}variable "more" {}\n`)).toEqual([
      "towpath.yaml:5:3 Missing required argument",
    ]);
    const failing = DATABASE_MODULE.replace('"${var.name}.example"', "tonumber(var.name)");
    expect(await saidOf("resources: { db: { type: database } }\n", failing)).toEqual([
      "platform/types/database.yaml:13:3 Invalid function argument",
    ]);
  },
);

interface Said {
  readonly diagnostic: {
    readonly summary: string;
    readonly range: { readonly filename: string; readonly start: { readonly line: number; readonly column: number } };
  };
}

function isDiagnostic(line: unknown): line is Said {
  return typeof line === "object" && line !== null && "type" in line && line.type === "diagnostic";
}

test("the order of keys, and the order in which things come, make no difference", async () => {
  const { request, graph } = writtenService({ manifest: TWO, ...DATABASE_DOCUMENTS, engine: "tags: { b: x, a: y }" });
  const expected = textOf(await rootModule(request));
  const shuffled = (value: unknown, random: () => number): unknown => {
    if (Array.isArray(value)) return value.map((item) => shuffled(item, random));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .map((entry) => ({ entry, at: random() }))
        .sort((a, b) => a.at - b.at)
        .map(({ entry: [key, member] }) => [key, shuffled(member, random)]),
    );
  };
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), async (numbers) => {
      const random = (): number => numbers.next().value ?? 0;
      const other = shuffled(graph, random);
      if (!isGraph(other)) throw new Error("It is no graph.");
      const wanted = other.resources.toReversed();
      expect(textOf(await rootModule({ ...request, graph: other, wanted }))).toBe(expected);
    }),
    { numRuns: 20 },
  );
});

function isGraph(value: unknown): value is ReturnType<typeof writtenService>["graph"] {
  return typeof value === "object" && value !== null && "graph" in value;
}

describe("secrets", () => {
  const documents = {
    manifest: `secrets: { api: { from: vault:api } }
resources:
  db: { type: database, settings: { note: "key \${secrets.api}" } }
  other: { type: database, settings: { note: "\${resources.db.url}" } }
  third: { type: database, settings: { note: "\${resources.third-party.url}" } }
  third-party: { type: database }
`,
    ...DATABASE_DOCUMENTS,
  };
  const opened = () => {
    const { request, graph } = writtenService(documents);
    // One of them is made by another engine.
    const wanted = graph.resources.filter(({ name }) => name !== "third-party");
    return { ...request, wanted, outputs: async () => new Secret("url-of-the-third") };
  };

  test("stand in no file and in no record, and come as variables", async () => {
    const root = await rootModule(opened());
    const written = [...root.files.values()].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
    const recorded = JSON.stringify([...root.calls]);
    for (const secret of Object.values(root.variables).filter((each) => each.reveal().length > 10)) {
      expect(written).not.toContain(secret.reveal());
      expect(recorded).not.toContain(secret.reveal());
    }
    expect(Object.keys(root.variables)).toEqual([
      "generated_db_password",
      "generated_other_password",
      "generated_third_password",
      "given_db_password",
      "output_third-party_url",
      "secret_api",
      "version_db_password",
      "version_other_password",
      "version_third_password",
    ]);
    expect(root.calls.get("resources.db")?.inputs).toMatchObject({
      note: "key ${inputs.secret_api}",
      password: "${generated.password}",
      password_version: "${generated.password.version}",
    });
    expect(root.calls.get("resources.other")?.inputs["note"]).toBe("${resources.db.url}");
    expect(Object.keys(root.secretInputs.get("resources.db") ?? {})).toEqual([
      "generated.password",
      "inputs.secret_api",
    ]);
    expect(root.secretInputs.get("resources.db")?.["inputs.secret_api"]?.reveal()).toBe("value of secrets.api");
    expect(Number(root.variables["version_db_password"]?.reveal())).toBeLessThan(2 ** 31);
    expect(documentOf(root)["variable"]).toMatchObject({
      generated_db_password: { ephemeral: true, sensitive: true },
      secret_api: { sensitive: true, type: "string" },
    });
  });

  // Not run where there is no Terraform: terraformHere() says so in one line, and fails in CI.
  test.skipIf(program === undefined)(
    "arrive, and those that are generated are in no state",
    { timeout: 120_000 },
    async () => {
      const root = await rootModule(opened());
      const running = runningRoot(program ?? "", root);
      running.apply();
      const state = running.run("state", "pull");
      expect(state).toContain("key value of secrets.api");
      expect(state).toContain("url-of-the-third");
      expect(state).toContain("db://generated for resources.db as password@prod-shop-db.example/prod-shop-db");
      expect(state).not.toContain("generated for resources.third as password");
      expect(running.run("plan", "-detailed-exitcode", "-no-color")).toContain("No changes");
    },
  );
});

describe("what nobody knows yet", () => {
  const documents = {
    manifest: `resources:
  db: { type: database, settings: { note: "at \${resources.elsewhere.host}", size: "\${resources.elsewhere.size}" } }
  elsewhere: { type: database }
`,
    ...DATABASE_DOCUMENTS,
    types: {
      database: DATABASE.replace("outputs:\n", "outputs:\n  size: { type: integer }\n").replace(
        "outputs: { host: fqdn,",
        "outputs: { host: fqdn, size: name,",
      ),
    },
  };

  test("is unknown in the plan, whatever its type", { timeout: 120_000 }, async () => {
    const { request } = writtenService(documents);
    const wanted = request.wanted.filter(({ name }) => name === "db");
    const root = await rootModule({ ...request, wanted });
    expect([...root.unknown]).toEqual(["resources.db"]);
    if (program === undefined) return; // said above
    const running = runningRoot(program, root);
    running.run("plan", "-out", "plan");
    const plan: unknown = JSON.parse(running.run("show", "-json", "plan"));
    expect(plan).toMatchObject({
      resource_changes: [
        { address: "terraform_data.unknown" },
        { address: "module.db.terraform_data.it", change: { after_unknown: { input: { note: true, size: true } } } },
      ],
    });
  });

  test("is a value as soon as it is on record", async () => {
    const { request } = writtenService(documents);
    const wanted = request.wanted.filter(({ name }) => name === "db");
    const outputs = async (_: string, name: string) => (name === "size" ? 7 : "${host}");
    const root = await rootModule({ ...request, wanted, outputs });
    expect(root.unknown.size).toBe(0);
    expect(documentOf(root)).toMatchObject({ module: { db: { note: "at $${host}", size: 7 } } });
    expect(documentOf(root)).not.toHaveProperty("resource");
  });
});

describe("what is kept", () => {
  const before = async () => {
    const service = writtenService({
      manifest: `secrets: { api: { from: vault:api } }
resources:
  db: { type: database, settings: { note: "\${resources.net.host} \${secrets.api} $\${x}" } }
  net: { type: database }
`,
      ...DATABASE_DOCUMENTS,
    });
    const root = await rootModule(service.request);
    const call = root.calls.get("resources.db");
    if (!call) throw new Error("It was not called.");
    return {
      ...service,
      root,
      kept: { address: "resources.db", call, values: root.secretInputs.get("resources.db") ?? {} },
    };
  };

  // Not run where there is no Terraform: terraformHere() says so in one line, and fails in CI.
  test.skipIf(program === undefined)(
    "is called as it was, so that Terraform leaves it alone",
    { timeout: 120_000 },
    async () => {
      const { request, root, kept } = await before();
      const running = runningRoot(program ?? "", root);
      running.apply();
      // The secret is another one by now, and what it used goes.
      const outputs = async () => "prod-shop-net.example";
      const secrets = async () => new Secret("another value");
      const next = await rootModule({ ...request, wanted: [], kept: [kept], outputs, secrets });
      const again = runningRoot(program ?? "", next);
      again.run("state", "push", `${running.folder}/terraform.tfstate`);
      again.run("plan", "-out", "plan");
      const plan: { resource_changes: readonly { address: string; change: { actions: readonly string[] } }[] } =
        JSON.parse(again.run("show", "-json", "plan"));
      expect(plan.resource_changes.map(({ address, change }) => [address, ...change.actions])).toEqual([
        ["module.db.terraform_data.it", "no-op"],
        ["module.net.terraform_data.it", "delete"],
      ]);
      expect(next.calls.get("resources.db")?.inputs["note"]).toBe("prod-shop-net.example ${inputs.secret_api} $${x}");
      // Its record of now holds what is gone.
      const call = next.calls.get("resources.db");
      if (!call) throw new Error("It was not called.");
      const values = next.secretInputs.get("resources.db") ?? {};
      const third = await rootModule({ ...request, wanted: [], kept: [{ ...kept, call, values }] });
      expect(textOf(third)).toBe(textOf(next));
    },
  );

  test("is called with the very texts that it was made with, from a record that was written and read", {
    timeout: 600_000,
  }, async () => {
    const { request, graph } = writtenService({
      manifest: "resources: { db: { type: database, settings: { note: x } } }\n",
      ...DATABASE_DOCUMENTS,
    });
    const [db] = graph.resources;
    const note = db?.settings["note"];
    if (!db || !note) throw new Error("There is no such setting.");
    const sigils = fc.constantFrom(
      "$",
      "$$",
      "${",
      "${inputs.x}",
      "${resources.db.host}",
      "%{",
      "}",
      ".",
      "\\",
      "a",
      "\r",
    );
    const texts = fc.array(sigils).map((parts) => parts.join(""));
    const values = fc.oneof(
      texts,
      fc.dictionary(texts, fc.oneof(texts, fc.integer(), fc.constant(null))),
      fc.array(texts),
    );
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        const wanted = [{ ...db, settings: { ...db.settings, note: { ...note, known: true as const, value } } }];
        const made = await rootModule({ ...request, wanted });
        const call: ModuleRecord = JSON.parse(JSON.stringify(made.calls.get("resources.db")));
        const kept = [{ address: "resources.db", call, values: made.secretInputs.get("resources.db") ?? {} }];
        expect(textOf(await rootModule({ ...request, wanted: [], kept }))).toBe(textOf(made));
      }),
      { numRuns: process.env["TOWPATH_LONG"] ? 5_000 : 60 },
    );
  });

  test("goes on by the names of now", async () => {
    const { request, kept, graph } = await before();
    const net = graph.resources
      .filter(({ name }) => name === "net")
      .map((each) => ({ ...each, name: "web", address: "resources.web" }));
    const root = await rootModule({
      ...request,
      wanted: net,
      kept: [kept],
      moved: [{ from: "resources.net", to: "resources.web" }],
    });
    expect(documentOf(root)).toMatchObject({
      moved: [{ from: "module.net", to: "module.web" }],
      module: { db: { note: "${module.web.fqdn} ${var.kept_db_secret_api} $${x}" } },
    });
  });

  test("is refused when what it was made with is lost", async () => {
    const { request, kept } = await before();
    await expect(rootModule({ ...request, wanted: [], kept: [kept] })).rejects.toMatchObject({
      code: "engine-terraform/state-damaged",
      message:
        'resources.db is kept for its data, and was made with "host" of resources.net, which is not on record any more.',
    });
    const outputs = async () => "x";
    await expect(
      rootModule({ ...request, wanted: [], kept: [{ ...kept, values: {} }], outputs }),
    ).rejects.toMatchObject({ code: "engine-terraform/state-damaged", message: expect.stringContaining("is missing") });
    const homeOf = () => ({ folder: `${request.graph.service.folder}/gone`, boundary: request.graph.service.folder });
    await expect(rootModule({ ...request, wanted: [], kept: [kept], outputs, homeOf })).rejects.toMatchObject({
      code: "engine-terraform/module-not-found",
      message: expect.stringContaining("which resources.db was made with and is kept by, is not there"),
    });
  });
});

describe("renames and imports", () => {
  const moved = (from: string, to: string) => ({ from: `resources.${from}`, to: `resources.${to}` });

  test("become blocks that Terraform takes", { timeout: 120_000 }, async () => {
    const { request } = writtenService({ manifest: TWO, ...DATABASE_DOCUMENTS });
    const imports = [{ to: "module.db.terraform_data.it", id: 'a "${b}" %{c}' }];
    const root = await rootModule({ ...request, moved: [moved("1st", "2nd")], imports });
    expect(documentOf(root)).toMatchObject({
      moved: [{ from: "module._1st", to: "module._2nd" }],
      import: [{ to: "module.db.terraform_data.it", id: 'a "$${b}" %%{c}' }],
    });
    if (program === undefined) return; // said above
    expect(runningRoot(program, root).run("validate", "-json")).toContain('"valid": true');
  });

  test("are refused where Terraform would take one for the other", async () => {
    const { request } = writtenService({ manifest: TWO, ...DATABASE_DOCUMENTS });
    for (const both of [
      [moved("db", "2nd"), moved("2nd", "db")],
      [moved("old", "2nd"), moved("2nd", "third")],
      [moved("db", "third")],
    ])
      await expect(rootModule({ ...request, moved: both })).rejects.toMatchObject({
        code: "engine-terraform/exchanged-names",
      });
  });
});

describe("recipes", () => {
  const broken = (from: string, to: string) => {
    const { request } = writtenService({
      manifest: "resources: { db: { type: database } }\n",
      types: { database: DATABASE.replace(from, to) },
      files: { "platform/modules/database/main.tf": DATABASE_MODULE },
    });
    return rootModule(request).then(
      () => "",
      (error: unknown) => (error instanceof Error ? error.message : ""),
    );
  };

  test("what is wrong in one is said", async () => {
    expect(await broken("note: ${settings.note}", "note: a ${settings.note}")).toBe(
      "${settings.note} has no value for resources.db, and stands within a text in the recipe for database.",
    );
    expect(await broken("${service.name}", "${service.nam}")).toBe(
      "${service.nam} names nothing in the recipe for database.",
    );
    expect(await broken("${environment.name}", "${environment.nam}")).toContain("names nothing");
    expect(await broken("password: ${generated.password}", "password: ${generated.pass}")).toContain(
      "names no generated secret",
    );
  });

  test("standard tags lie beneath the platform's and the recipe's, and go only where they are taken", async () => {
    const tags = async (recipe: string, module = DATABASE_MODULE) => {
      const { request } = writtenService({
        manifest: "resources: { db: { type: database } }\n",
        types: { database: DATABASE.replace("    generated:", `${recipe}    generated:`) },
        files: { "platform/modules/database/main.tf": module },
        engine:
          'tags: { cost: "${service.labels.cost-center}", owner: "${environment.name}", absent: "${service.system}" }',
      });
      const { module: calls } = documentOf(await rootModule(request));
      const db = calls !== undefined && isJsonObject(calls) ? calls["db"] : undefined;
      return db !== undefined && isJsonObject(db) ? db["tags"] : undefined;
    };
    const standard = {
      "cost-center": "4711",
      criticality: "standard",
      environment: "prod",
      "managed-by": "towpath",
      service: "shop",
    };
    expect(await tags("")).toEqual({ ...standard, cost: "4711", owner: "prod" });
    expect(await tags("      tags: { owner: us, system: '${service.system}' }\n")).toEqual({
      ...standard,
      cost: "4711",
      owner: "us",
    });
    expect(await tags("", DATABASE_MODULE.replace('variable "tags"', 'variable "labels"'))).toBeUndefined();
  });
});
