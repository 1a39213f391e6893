import { formatPlace } from "@towpath/core";
import { describe, expect, test } from "vitest";
import { memoryFiles } from "../../testing/memory-files.ts";
import { loadPlatform } from "../load-platform.ts";
import { checkPlatform } from "./check-platform.ts";

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-a: {}, team-b: {} }
environments:
  dev: { engine: local }
  prod:
    engines: { cloud: { kind: terraform } }
    values: { region: eu }
    promoteFrom: { environment: dev }
resourceTypes: [./types/*.yaml]
`;

const DB = `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: db, support: team-a }
versions:
  - { version: "2", status: current }
  - { version: "1", status: deprecated, until: 2027-01-31, successor: "2" }
settings:
  days: { type: integer, minimum: 7, default: 7 }
  backup: { type: object, properties: { zone: { type: string } } }
sizes: { small: { days: 8 } }
outputs: { host: { type: string }, url: { type: string, secret: true } }
recipes:
  local: { driver: db }
  terraform: { module: ../modules/db, inputs: { region: "\${environment.region}", days: "\${settings.days}" }, outputs: { host: fqdn } }
`;

const MODULE = `# output "comment" {}
output "fqdn" {
  value = "output \\"inner\\" {"
}
/* output "block" {} */
locals {
  text = <<-END
output "heredoc" {}
END
}
output "url" { sensitive = true }
variable "region" { type = string }
variable "days" { default = 7 }
`;

const DRIVERS = new Map([["db", ["host", "url"]]]);

/** What there is to say about a platform, with texts replaced in its documents. */
function said(
  replace: readonly (readonly [from: string, to: string])[] = [],
  files: Readonly<Record<string, string>> = {},
) {
  const change = (text: string) => replace.reduce((changed, [from, to]) => changed.replace(from, to), text);
  const all = memoryFiles({
    "platform.yaml": change(PLATFORM),
    "types/db.yaml": change(DB),
    "modules/db/main.tf": MODULE,
    ...files,
  });
  const { value: platform, findings } = loadPlatform("platform.yaml", all, "/repo");
  expect(findings).toEqual([]);
  if (!platform) throw new Error("no platform");
  const now = new Date("2026-11-22T12:00:00Z");
  return checkPlatform({ platform, files: all, now, drivers: DRIVERS }).map(
    ({ places, code, level, message, suggestions }) =>
      [
        `${places.map(formatPlace).join(" and ")} ${code}${level === "advisory" ? " (advisory)" : ""}`,
        message,
        ...suggestions,
      ].join("\n  "),
  );
}

test("a platform that is right has nothing to be said of it", () => {
  expect(said()).toEqual([]);
});

describe("versions and variants", () => {
  test.each<[string, string, string]>([
    ["none is current", '{ version: "2", status: current }', '{ version: "2", status: supported }'],
    ["two are current", "status: deprecated, until: 2027-01-31", "status: current"],
    ["an end that is over", "2027-01-31", "2026-11-21"],
    ["no end", "until: 2027-01-31, ", ""],
    ["no such day", "2027-01-31", "2027-02-30"],
    ["tested in the future", "status: current }", "status: current, tested: 2026-11-23 }"],
    ["an end of what is not deprecated", "status: current }", "status: current, until: 2027-01-31 }"],
    ["successors in a ring", "status: current }", 'status: current, successor: "1" }'],
    ["variants without a current one", "versions:", "variants: { a: { status: preview } }\nversions:"],
  ])("%s", (_, from, to) => {
    expect(said([[from, to]])).toMatchSnapshot();
  });
});

describe("bounds", () => {
  test("a default and a size out of what an environment demands", () => {
    expect(
      said([["    promoteFrom", "    settings: { db: { days: { minimum: 14 } } }\n    promoteFrom"]]),
    ).toMatchSnapshot();
  });

  test("an environment's own default is enough", () => {
    const over = "    settings: { db: { days: { minimum: 14, default: 30 } } }\n    promoteFrom";
    expect(said([["    promoteFrom", over]])).toEqual([]);
  });
});

describe("recipes", () => {
  test.each<[string, string, string]>([
    ["a driver that there is not", "{ driver: db }", "{ driver: bd }"],
    ["a module that there is not", "../modules/db", "../modules/bd"],
    ["an input that the module does not take, and one that it needs", 'region: "${', 'rgion: "${'],
    ["a module outside", "../modules/db", "../../modules/db"],
    ["an output that the module does not give", "host: fqdn", "host: fqdm"],
    ["an output that the type does not have", "host: fqdn", "host: fqdn, hots: fqdn"],
    ["an output that nothing gives", "outputs: { host:", "outputs: { jdbc: { type: string }, host:"],
    ["what stands in comments, strings and heredocs is no output", "host: fqdn", "host: heredoc"],
    [
      "a recipe that nothing reaches",
      "  local: { driver: db }",
      "  local: { driver: db }\n  kubernetes: { objects: ../o.yaml, outputs: { host: h, url: u } }",
    ],
    ["an environment that cannot have it", "  local: { driver: db }\n", ""],
    ["a setting that there is not", "${settings.days}", "${settings.dais}"],
    ["a nested setting that there is not", "${settings.days}", "${settings.backup.zome}"],
    ["a value that the environment lacks", "${environment.region}", "${environment.reigon}"],
    ["a root that there is not", "${environment.region}", "${metadata.name}"],
    ["no module", "module: ../modules/db, ", ""],
  ])("%s", (_, from, to) => {
    expect(said([[from, to]], { "o.yaml": "" })).toMatchSnapshot();
  });

  test("objects must be there and give every output", () => {
    const kubernetes = [
      ["kind: terraform", "kind: kubernetes"],
      ["  terraform: {", "  kubernetes: { objects: ../o.yaml }\n  terraform: {"],
    ] as const;
    expect(said(kubernetes)).toMatchSnapshot();
    expect(said(kubernetes, { "o.yaml": "" })).toMatchSnapshot();
  });
});

describe("environments and people", () => {
  test("promotions in a ring", () => {
    expect(
      said([["dev: { engine: local }", "dev: { engine: local, promoteFrom: { environment: prod } }"]]),
    ).toMatchSnapshot();
  });

  test("teams that there are not", () => {
    expect(
      said([
        ["support: team-a", "support: team-c"],
        ["resourceTypes:", "shared: { events: { owner: team-d, type: queue } }\nresourceTypes:"],
        [
          "values: { region: eu }",
          "values: { region: eu }\n    gates: { approvals: { count: 1, by: [team-a, team-e] } }",
        ],
      ]),
    ).toMatchSnapshot();
  });

  test.each([
    ['["@a"]', 2, /invalid-value\n.*asks for 2 approvals, and team-a has 1 member\./],
    ['["@a", "@A"]', 2, /invalid-value\n.*asks for 2 approvals, and team-a has 1 member\./],
    ['["@a", "@b"]', 2, /\(advisory\)\n.*asks for 2 approvals, and team-a has no more members: what one of/],
    ['["@a", "@b", "@c"]', 2, undefined],
  ])("more approvals than there are people who could give them: %s, %s", (members, count, expected) => {
    const found = said([
      ["team-a: {}", `team-a: { members: ${members} }`],
      ["values: { region: eu }", `values: { region: eu }\n    gates: { approvals: { count: ${count}, by: [team-a] } }`],
    ]).filter((one) => one.includes("asks for 2 approvals"));
    expect(found).toEqual(expected === undefined ? [] : [expect.stringMatching(expected)]);
  });

  test("freezes of every week that say too little, and evidence that cannot be had", () => {
    const weekly = '{ weekly: { days: [fri, fri], from: "16:00" }, zone: Europe/Berlni }';
    const gates = `gates: { freeze: [${weekly}], requires: [review, contracts, review] }`;
    expect(said([["values: { region: eu }", `values: { region: eu }\n    ${gates}`]])).toMatchSnapshot();
  });

  test("files of evidence that are not there, or lie elsewhere", () => {
    const evidence = [
      "evidence:",
      "  key: { variable: TOWPATH_EVIDENCE_KEY }",
      "  publicKeys: [keys/2026.pub, ../keys/2025.pub, keys/2024.pub]",
      "  controls: ['controls/*.yaml', 'more/*.yaml']",
      "resourceTypes:",
    ].join("\n");
    const files = { "keys/2026.pub": "", "controls/a.yaml": "" };
    expect(said([["resourceTypes:", evidence]], files)).toMatchSnapshot();
    expect(said([["resourceTypes:", "evidence: { key: { variable: A } }\nresourceTypes:"]])).toMatchSnapshot();
    const keyless = '{ issuer: "https://idp.acme.example", identity: ["https://acme.example/*"] }';
    expect(said([["resourceTypes:", `evidence: { keyless: ${keyless} }\nresourceTypes:`]])).toMatchSnapshot();
  });

  test.each([
    ["https://github.com/acme/towpath/.github/workflows/*", true],
    ["https://github.com/acme/towpath/.github/workflows/de*", true],
    ["https://github.com/acme/towpath/.github/workflows/*.yml@refs/tags/v1", true],
    ["https://github.com/acme/towpath/.github/workflows/deploy.yml@refs/tags/v1", true],
    ["https://github.com/acme/*", true],
    ["https://github.com/acme/*/towpath.yml@refs/heads/main", true], // a branch may be named like its end
    ["https://github.com/acme/towpath/.github/workflows/deliver.yml@*", false],
    ["https://github.com/*/towpath/.github/workflows/deliver.yml@refs/tags/v*", false],
    ["https://github.com/acme/towpath/.github/workflows/env*", false],
  ])("an identity that may be that of deploy.yml is advised against: %s, %s", (pattern, isWide) => {
    const keyless = (issuer: string) =>
      `evidence: { keyless: { issuer: "${issuer}", identity: ["https://a.example", "${pattern}"], trustedRoot: root.json } }`;
    const found = (issuer: string) =>
      said([["resourceTypes:", `${keyless(issuer)}\nresourceTypes:`]], { "root.json": "{}" });
    const place = expect.stringMatching(/^platform\.yaml:11:\d+ manifest\/wide-identity \(advisory\)/);
    expect(found("https://token.actions.githubusercontent.com")).toEqual(isWide ? [place] : []);
    expect(found("https://gitlab.example")).toEqual([]);
  });

  test("freezes on no day, in no zone, the wrong way round, and over", () => {
    const freeze = [
      "{ from: 2026-12-24, to: 2026-12-20, zone: Europe/Berlin }",
      "{ from: 2027-02-30, to: 2027-03-01, zone: Europe/Berlni }",
      "{ from: 2025-12-24, to: 2025-12-26, zone: UTC }",
    ].join(", ");
    expect(
      said([["values: { region: eu }", `values: { region: eu }\n    gates: { freeze: [${freeze}] }`]]),
    ).toMatchSnapshot();
  });
});
