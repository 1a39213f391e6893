import type { GraphFile } from "@towpath/manifest";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Rule } from "../../rule/define-rule.ts";
import { addressesOf, findingsOf, type Given, messagesOf } from "../../testing/found.ts";
import {
  containerWith,
  graphWith,
  originAt,
  resourceWith,
  settingWith,
  templateWith,
  workloadWith,
} from "../../testing/subjects.ts";
import { secretInCommand } from "./command-secret.ts";
import { secretsInBuild } from "./secrets-in-build.ts";
import { secretsInCommands } from "./secrets-in-commands.ts";
import { secretsInFiles } from "./secrets-in-files.ts";
import { secretsInLabels } from "./secrets-in-labels.ts";
import { secretsInSettings } from "./secrets-in-settings.ts";

const SECRET = "hunter2hunter2";

/** What is found never shows what it is about. */
function found(rule: Rule, given: Given) {
  const findings = findingsOf(rule, given);
  expect(JSON.stringify(findings)).not.toContain(SECRET);
  for (const { places } of findings) expect(places).toMatchObject([{ isSecret: true }]);
  return findings;
}

describe("commands", () => {
  test.each([
    `serve --password ${SECRET}`,
    `serve --password=${SECRET}`,
    `serve --db-password "${SECRET}"`,
    `API_KEY=${SECRET} serve`,
    `curl https://me:${SECRET}@example.com/`,
  ])("%s holds a secret", (run) => {
    const workloads = [workloadWith({ containers: [containerWith({ run })] })];
    expect(found(secretsInCommands, { graph: graphWith({ workloads }) })).toMatchObject([
      { address: "workloads.main.run" },
    ]);
  });

  test.each([
    "serve --password $PASSWORD",
    "serve --password ${PASSWORD:-}",
    "serve --password $(cat /run/secrets/password)",
    "serve --password `cat password`",
    "serve --password --verbose",
    "serve --password-file secret.txt",
    "serve --token-ttl 3600",
    "serve token hunter2",
    "API_KEY= serve",
    "",
  ])("%s holds none", (line) => {
    expect(secretInCommand(line)).toBeUndefined();
  });

  test("no line takes long", () => {
    const pieces = ["$(", ")", "${", "}", "`", "$a", "--password ", "=", " ", "a"];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 5 }), (parts) => {
        const text = parts.join("").repeat(Math.ceil(30_000 / parts.join("").length));
        const started = performance.now();
        secretInCommand(text);
        expect(performance.now() - started).toBeLessThan(2_000);
      }),
      { numRuns: process.env["TOWPATH_LONG"] ? 500 : 20 },
    );
  });

  test("all of a workload's commands are looked at", () => {
    const args = ["--api-key", SECRET];
    const probe = { exec: { command: ["check", ...args] }, origin: originAt(9) };
    const image = containerWith({ image: "x", command: ["serve", ...args], args, liveness: probe, readiness: probe });
    const deploy = {
      strategy: "rolling",
      bakeMs: 0,
      steps: [],
      noData: "fail",
      migrate: `m --token ${SECRET}`,
      smoke: `s --token ${SECRET}`,
    } as const;
    const graph = graphWith({
      workloads: [workloadWith({ containers: [{ ...image, path: ["containers", "web"] }], deploy })],
    });
    expect(found(secretsInCommands, { graph }).map(({ address }) => address.slice("workloads.main.".length))).toEqual([
      "containers.web.args",
      "containers.web.command",
      "containers.web.liveness.exec.command",
      "containers.web.readiness.exec.command",
      "deploy.migrate",
      "deploy.smoke",
    ]);
  });
});

test("a build is given none, as an argument or in a command, and neither are the tests", () => {
  const build = {
    run: ["make", `make login PASSWORD=${SECRET}`],
    output: [],
    image: { dockerfile: "Dockerfile", context: ".", arguments: { NPM_TOKEN: SECRET, MODE: "fast" } },
    origin: originAt(7),
  };
  const tests = { run: `npm test -- --token=${SECRET}`, with: [], reports: {}, minimum: {}, origin: originAt(8) };
  const graph = graphWith({ build, test: tests });
  expect(found(secretsInBuild, { graph }).map(({ address }) => address)).toEqual([
    "build.image.arguments.NPM_TOKEN",
    "build.run",
    "test.run",
  ]);
});

describe("files", () => {
  const file = (content: GraphFile["content"]) => {
    const files = [{ target: "/etc/app.conf", content, origin: originAt(12) }];
    return { graph: graphWith({ workloads: [workloadWith({ containers: [containerWith({ files })] })] }) };
  };
  const text = (written: string) => file({ kind: "text", template: templateWith(written) });

  test.each([
    `db.password=${SECRET}`,
    `  "apiKey": "${SECRET}",`,
    `password: ${SECRET} # of the database`,
    `# comment\n\nsecret = '${SECRET}'`,
    `url: postgres://shop:${SECRET}@db/shop`,
  ])("%s holds a secret", (written) => {
    expect(found(secretsInFiles, text(written))).toMatchObject([
      { address: "workloads.main.files./etc/app\\.conf", places: [{ range: { start: { line: 12 } } }] },
    ]);
  });

  test.each(["db.password=‹password›", "password:", "tokens: 5", "password: true", "", `description ${SECRET}`])(
    "%s holds none",
    (written) => {
      expect(messagesOf(secretsInFiles, text(written))).toEqual([]);
    },
  );

  test("bytes are looked into, and a file beside the manifest is not", () => {
    const key = Buffer.from(`-----BEGIN ${"PRIVATE"} KEY-----\n`).toString("base64");
    expect(found(secretsInFiles, file({ kind: "binary", base64: key }))).toHaveLength(1);
    expect(messagesOf(secretsInFiles, file({ kind: "binary", base64: "AAAA" }))).toEqual([]);
    expect(messagesOf(secretsInFiles, file({ kind: "source", path: "a.conf", isExpanded: true }))).toEqual([]);
  });
});

test("settings are looked into at any depth, values and annotations too", () => {
  const settings = {
    adminPassword: settingWith(SECRET),
    users: settingWith([{ name: "a", token: SECRET }]),
    harmless: settingWith({ retentionDays: 7, tokenTtl: "1h" }),
    later: settingWith({ why: "it holds an output" }),
  };
  const resource = resourceWith({ settings, values: { deep: { apiKey: SECRET } }, annotations: { "api-key": SECRET } });
  expect(addressesOf(secretsInSettings, { graph: graphWith({ resources: [resource] }) })).toEqual([
    ["resources.db.annotations.api-key", 10],
    ["resources.db.values.deep.apiKey", 10],
    ["resources.db.settings.adminPassword", 20],
    ["resources.db.settings.users.0.token", 20],
  ]);
  expect(found(secretsInSettings, { graph: graphWith({ resources: [resource] }) })).toHaveLength(4);
});

test("labels, links and annotations are made to be shown", () => {
  const service = {
    ...graphWith().service,
    labels: { "acme.example/api-key": SECRET, team: "shop" },
    links: [
      { title: "Wiki", url: "https://wiki.example.com/" },
      { title: "Board", url: `https://me:${SECRET}@board.example.com/` },
    ],
  };
  const workloads = [workloadWith({ annotations: { token: SECRET } })];
  expect(found(secretsInLabels, { graph: graphWith({ service, workloads }) }).map(({ address }) => address)).toEqual([
    "metadata.labels.acme\\.example/api-key",
    "metadata.links.1",
    "workloads.main.annotations.token",
  ]);
});
