import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { nodeRepositories } from "../testing/repositories/node.ts";
import { otherRepositories } from "../testing/repositories/other-languages.ts";
import { check } from "./check.ts";
import { init } from "./init.ts";

const GOLDEN = join(import.meta.dirname, "../testing/golden");

describe("a manifest for what is there", () => {
  test.each([...nodeRepositories, ...otherRepositories])("$name", async ({ name, folder = ".", files }) => {
    const { folder: root, effects } = folderWith({ [`${name}/.keep`]: "", ...below(name, files) });
    const place = join(name, folder);
    const result = await init({ folder: place, takesFound: true }, effects);
    expect(result).toMatchObject({ verb: "init", status: "ok", findings: [], data: { isWritten: true } });
    const text = readFileSync(join(root, place, "towpath.yaml"), "utf8");
    const { remarks = [] } = result.data ?? {};
    await expect(`${text}\n# --- To look at:\n${remarks.map((line) => `# ${line}\n`).join("")}`).toMatchFileSnapshot(
      join(GOLDEN, `${name}.yaml`),
    );
    expect(await check({ manifests: [place] }, effects)).toMatchObject({ status: "ok", counts: { mandatory: 0 } });
    for (const secret of [
      "secret-value",
      "sk_live_never",
      "very-secret",
      "HIDDEN_TOKEN",
      "tracker-password",
      "hunter2",
      "in-the-file",
    ]) {
      expect(JSON.stringify(result)).not.toContain(secret);
    }
  });
});

const NODE = { "package.json": '{ "name": "small", "scripts": { "start": "node server.js" } }', "server.js": "" };

/** A platform with two teams, and with a cache. */
const PLATFORM = {
  "platform/platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams:
  team-shop: { github: "@acme/shop" }
  team-data: { github: "@acme/data" }
environments: { dev: { engine: local } }
resourceTypes: [./redis.yaml]
`,
  "platform/redis.yaml": `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: redis }
outputs: { host: { type: string }, url: { type: string, secret: true } }
recipes: { local: { driver: postgres } }
`,
};

describe("what the user says", () => {
  test("options win over what was found", async () => {
    const { folder, effects } = folderWith(NODE);
    const result = await init(
      {
        name: "orders",
        owner: "team-a",
        run: "node other.js",
        port: "9000",
        build: ["make one", "make two, three"],
        output: ["out"],
        test: "make test",
        resources: ["store=postgres:16", "files=bucket"],
        schema: "../schemas/service.json",
      },
      effects,
    );
    expect(result.status).toBe("ok");
    expect(readFileSync(join(folder, "towpath.yaml"), "utf8")).toMatchInlineSnapshot(`
      "# yaml-language-server: $schema=../schemas/service.json
      apiVersion: towpath.dev/v1
      kind: Service
      metadata:
        name: orders
        owner: team-a

      build:
        run: [make one, "make two, three"]
        output: [out] # what is packed: all that the service finds where it runs
      test:
        run: make test
        with: [store, files] # started empty for the tests, then taken down

      workload:
        run: node other.js
        port: 9000 # where it is reached; the variable PORT tells it where to listen
        # health: { path: /healthz } # asked before it gets traffic
        variables:
          DATABASE_URL: \${resources.store.url}
          AZURE_STORAGE_CONNECTION_STRING: \${resources.files.connectionString}
          AZURE_STORAGE_CONTAINER: \${resources.files.name}

      resources:
        store: { type: postgres, version: "16" }
        files: { type: bucket }
      "
    `);
    expect(await check({ manifests: [] }, effects)).toMatchObject({ status: "ok" });
  });

  test("with --print nothing is written, and the text is all there is", async () => {
    const { folder, effects } = folderWith({ ...NODE, "towpath.yaml": "kind: Service" });
    const result = await init({ port: "80", prints: true }, effects);
    expect(result).toMatchObject({ status: "ok", data: { isWritten: false }, sections: [{ kind: "document" }] });
    expect(result.data?.text).toContain("name: small");
    expect(readFileSync(join(folder, "towpath.yaml"), "utf8")).toBe("kind: Service");
  });

  test.each([["towpath.yaml"], ["towpath.yml"]])("%s that is there is never overwritten", async (name) => {
    const { folder, effects } = folderWith({ ...NODE, [name]: "mine" });
    const result = await init({ takesFound: true }, effects);
    expect(result).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/manifest-exists", suggestions: [expect.stringContaining("--print")] }],
    });
    expect(readFileSync(join(folder, name), "utf8")).toBe("mine");
  });

  test.each([
    [{ name: "Not A Name" }, "--name", "letters"],
    [{ owner: "-" }, "--owner", "letters"],
    [{ port: "0" }, "--port", "65535"],
    [{ port: "80a" }, "--port", "65535"],
    [{ resources: ["db"] }, "--resource", "NAME=TYPE"],
    [{ resources: ["db=postgrse"] }, "--resource", 'Did you mean "postgres"?'],
    [{ folder: "nowhere" }, "nowhere", "folder"],
    [{ owner: "team-shpo", platform: "platform" }, "--owner", 'Did you mean "team-shop"?'],
  ])("%j is refused", async (request, what, hint) => {
    const { folder, effects } = folderWith({ ...NODE, ...PLATFORM });
    const { status, findings } = await init({ takesFound: true, ...request }, effects);
    expect(status).toBe("invalid");
    expect(findings).toMatchObject([{ code: "operation/bad-answer" }]);
    expect(findings[0]?.message).toContain(what);
    expect(findings[0]?.suggestions.join()).toContain(hint);
    expect(existsSync(join(folder, "towpath.yaml"))).toBe(false);
  });

  test("what a platform's mandatory rules ask for beside is said, and the manifest is there to add it to", async () => {
    const levels = "policies: { levels: { delivery/tests-present: mandatory } }\n";
    const { folder, effects } = folderWith({
      ...NODE,
      "platform.yaml": `apiVersion: towpath.dev/v1\nkind: Platform\nmetadata: { name: strict }\nenvironments: { dev: { engine: local } }\n${levels}`,
    });
    const result = await init({ platform: "platform.yaml", port: "80" }, effects);
    expect(result).toMatchObject({
      status: "failed",
      summary: "towpath.yaml is written. The platform asks for more: 1 mandatory finding.",
      findings: [{ code: "delivery/tests-present", places: [{ file: "towpath.yaml" }] }],
    });
    expect(existsSync(join(folder, "towpath.yaml"))).toBe(true);
  });

  test("a platform that cannot be used is said before anything is asked", async () => {
    const { effects } = folderWith(NODE);
    const { status, findings } = await init({ platform: "nowhere" }, effects);
    expect({ status, codes: findings.map(({ code }) => code) }).toEqual({
      status: "invalid",
      codes: ["manifest/not-found"],
    });
  });

  test("a version that the platform does not have is a finding, and nothing is written", async () => {
    const { folder, effects } = folderWith(NODE);
    const result = await init({ takesFound: true, resources: ["db=postgres:3"] }, effects);
    expect(result.status).toBe("invalid");
    expect(existsSync(join(folder, "towpath.yaml"))).toBe(false);
  });
});

describe("queues", () => {
  const files = (client: string) => ({
    "package.json": `{ "name": "web", "scripts": { "start": "node a.js" }, "dependencies": { "express": "5", "${client}": "1" } }`,
  });

  test("one in PostgreSQL is for pg-boss", async () => {
    const { folder, effects } = folderWith(files("pg-boss"));
    expect(await init({ takesFound: true }, effects)).toMatchObject({ status: "ok" });
    const text = readFileSync(join(folder, "towpath.yaml"), "utf8");
    expect(text).toContain("  jobs: { type: queue }\n");
    expect(text).toContain("    QUEUE_URL: ${resources.jobs.url}\n    QUEUE_NAME: ${resources.jobs.name}\n");
    expect(await check({ manifests: ["."] }, effects)).toMatchObject({ status: "ok" });
  });

  test("a broker's client is not given one", async () => {
    const { folder, effects } = folderWith(files("amqplib"));
    expect(await init({ takesFound: true }, effects)).toMatchObject({ status: "ok" });
    const text = readFileSync(join(folder, "towpath.yaml"), "utf8");
    expect(text).not.toContain("type: queue");
    expect(text).toContain('It uses a queue (amqplib, package.json:1); platform "starter" offers none.');
  });
});

describe("a platform with teams and types of its own", () => {
  const files = {
    ...PLATFORM,
    "services/web/package.json":
      '{ "name": "web", "scripts": { "start": "node a.js" }, "dependencies": { "express": "5", "ioredis": "5" } }',
    CODEOWNERS: "* @acme/Data\n/services/web @anna @acme/shop\n",
  };

  test("the manifest names it, takes its types, and is owned by its team", async () => {
    const { folder, effects } = folderWith(files);
    expect(await init({ folder: "services/web", platform: "platform" }, effects)).toMatchObject({ status: "ok" });
    const text = readFileSync(join(folder, "services/web/towpath.yaml"), "utf8");
    expect(text).toContain("platform: ../../platform\n");
    expect(text).toContain("  owner: team-shop\n");
    expect(text).toContain("  cache: { type: redis }\n");
    expect(text).toContain("    REDIS_URL: ${resources.cache.url}\n");
    expect(await check({ manifests: ["services/web"] }, effects)).toMatchObject({ status: "ok" });
  });

  test("a package is named as it is, also where a folder of that name is there", async () => {
    const at = (folder: string) =>
      Object.entries(PLATFORM).map(([path, text]) => [path.replace(/^platform/, folder), text]);
    const { effects } = folderWith({
      ...files,
      ...Object.fromEntries([...at("node_modules/@acme/platform"), ...at("@acme/platform")]),
      "node_modules/@acme/platform/package.json": '{ "name": "@acme/platform", "version": "2.1.0" }',
    });
    const result = await init({ folder: "services/web", platform: "@acme/platform@2.1.0", prints: true }, effects);
    expect(result).toMatchObject({ status: "ok" });
    expect(result.data?.text).toContain('platform: "@acme/platform@2.1.0"\n');
    const local = await init({ folder: "services/web", platform: "./@acme/platform", prints: true }, effects);
    expect(local.data?.text).toContain("platform: ../../@acme/platform\n");
    const bare = await init({ folder: "services/web", platform: "@acme/platform", prints: true }, effects);
    expect(bare.data?.text).toContain('platform: "@acme/platform"\n');
  });

  test("without CODEOWNERS the owner is missing, unless there is only one team", async () => {
    const { CODEOWNERS: _, ...others } = files;
    const { effects } = folderWith(others);
    const request = { folder: "services/web", platform: "platform", prints: true };
    expect(await init(request, effects)).toMatchObject({
      status: "invalid",
      findings: [
        { code: "operation/missing-answer", message: expect.stringContaining("--owner team-shop or team-data") },
      ],
    });
    expect(await init({ ...request, takesFound: true }, effects)).toMatchObject({ status: "invalid" });
    const [first, , ...rest] = PLATFORM["platform/platform.yaml"].split(/(?= {2}team-data)|(?=environments)/);
    const one = folderWith({ ...others, "platform/platform.yaml": [first, ...rest].join("") });
    expect((await init(request, one.effects)).data?.facts).toContainEqual({
      what: "owner",
      value: "team-shop",
      from: "the platform's only team",
    });
  });
});

describe("a Score file", () => {
  const sample = otherRepositories.find(({ name }) => name === "score");
  const score = { "score.yaml": sample?.files["score.yaml"] ?? "" };
  const images = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments:
  dev: { engine: local }
  prod: { engines: { cluster: { kind: kubernetes, context: prod, namespace: shop } }, place: { "*": cluster } }
`;

  test("is taken as it is, for the environments that run images", async () => {
    const plain = `apiVersion: score.dev/v1b1
metadata: { name: hello }
containers: { main: { image: "ghcr.io/acme/hello:1.0" } }
`;
    const { folder, effects } = folderWith({ "score.yaml": plain, "platform.yaml": images });
    const result = await init({ platform: "platform.yaml" }, effects);
    expect(result.data?.facts).toContainEqual({ what: "score", value: "score.yaml", from: "score.yaml:1" });
    const text = readFileSync(join(folder, "towpath.yaml"), "utf8");
    expect(text).toContain("  score: score.yaml");
    expect(text).toContain("  prod: {}");
    expect(text).not.toContain("dev: {}");
  });

  test("is mentioned where nothing runs images, and its resources are wanted all the same", async () => {
    const { effects } = folderWith(score);
    const { status, data } = await init({ run: "./hello", takesFound: true }, effects);
    expect(status).toBe("ok");
    expect(data?.text).toContain("port: 8088");
    expect(data?.text).toContain("DATABASE_URL: ${resources.db.url}");
    expect(data?.remarks.join()).toContain("towpath import score");
  });
});

test("editors find the schema where the schema says that it is", async () => {
  const { effects } = folderWith({});
  const { data } = await init({ takesFound: true, prints: true, name: "x" }, effects);
  const schema = join(import.meta.dirname, "../../../manifest/schemas/service.json");
  expect(data?.text.split("\n")[0]).toBe(
    `# yaml-language-server: $schema=${JSON.parse(readFileSync(schema, "utf8")).$id}`,
  );
});

describe("what is not found", () => {
  test("is named all at once where nobody can be asked", async () => {
    const { effects } = folderWith({ "notes.txt": "" });
    const { status, findings } = await init({ name: "x" }, effects);
    expect({ status, messages: findings.map(({ message }) => message) }).toEqual({
      status: "invalid",
      messages: ["Nothing in the folder says how the service is started (--run 'node server.js')."],
    });
    const [finding] = (await init({ name: "x", run: "./x" }, effects)).findings;
    expect(finding?.message).toContain("--port");
  });

  test("is asked, and only that", async () => {
    const { folder, effects } = folderWith({ ...PLATFORM, "server.sh": "" });
    const text = vi.fn(async (question: string) => (question.includes("started") ? "sh server.sh" : "7000"));
    const choice = vi.fn(async () => "team-data");
    const result = await init({ name: "asked", platform: "platform", questions: { text, choice } }, effects);
    expect(result.status).toBe("ok");
    expect(choice.mock.calls).toEqual([["Which team owns it?", ["team-shop", "team-data"]]]);
    expect(text.mock.calls.map(([question]) => question)).toEqual([
      "How is it started? (Enter: nothing runs, it has resources only)",
      "On which port is it reached?",
    ]);
    const written = readFileSync(join(folder, "towpath.yaml"), "utf8");
    expect(written).toContain("owner: team-data");
    expect(written).toContain("run: sh server.sh\n  port: 7000");
  });

  test("and an input that ends is no answer", async () => {
    const { folder, effects } = folderWith({});
    const none = async () => undefined;
    const result = await init({ questions: { text: none, choice: none } }, effects);
    expect(result).toMatchObject({ status: "invalid", findings: [{ code: "operation/missing-answer" }] });
    expect(existsSync(join(folder, "towpath.yaml"))).toBe(false);
  });
});

describe("files that are not what they seem", () => {
  test("a link out of the repository is not followed, and is said", async () => {
    const elsewhere = folderWith({ "package.json": '{ "name": "elsewhere" }' });
    const { folder, effects } = folderWith({});
    symlinkSync(join(elsewhere.folder, "package.json"), join(folder, "package.json"));
    const { data } = await init({ takesFound: true, prints: true, name: "here" }, effects);
    expect(data?.text).not.toContain("elsewhere");
    expect(data?.remarks.join()).toContain("package.json leads out of the repository");
  });

  test("a large file is not read, and is said", async () => {
    const { folder, effects } = folderWith({});
    writeFileSync(join(folder, "package.json"), `{ "name": "large", "x": "${"x".repeat(600_000)}" }`);
    const { data } = await init({ takesFound: true, prints: true, name: "here" }, effects);
    expect(data?.remarks.join()).toContain("package.json is larger than 512 KiB");
  });

  test("what a file says stays a text: no key, no comment, no placeholder, no command of a terminal", async () => {
    const description = 'a: b # c\n"quoted" ${resources.db.url} \u001b[31m \u2028 {x}';
    const { effects } = folderWith({
      "package.json": JSON.stringify({ name: "x\ny: z", description, scripts: { start: "node ${HOME}/a.js" } }),
      ".env.example": "EVIL=\nOK_NAME=1\n# x\n",
      "towpath-\u001b[31m.sln": "",
    });
    const result = await init({ takesFound: true, prints: true }, effects);
    expect(result.status).toBe("ok");
    expect(result.data?.text).not.toMatch(/[\u001b\u2028]/);
    expect(result.data?.text).toContain("$${resources.db.url}");
  });
});

function below(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}
