import type { Finding } from "@towpath/core";
import { expect, test } from "vitest";
import { newFolder, towpath } from "./testing/run-towpath.ts";
import { smallService } from "./testing/small-service.ts";

/** A manifest in which hardly a line is right. */
const MANIFEST = `apiVersion: towpath.dev/v1
kind: Service
metadata:
  name: Orders
  ownr: team-checkout
  labels: { cost-center: 4711, database: "\${resources.db.password}" }
replicas: 3
build:
  run: npm run build
  output: [../dist]
test:
  run: npm test
  with: [databse]
workload:
  run: node server.js
  prot: 8080
  port: "8080"
  health: { path: healthz, interval: 30 s }
  scale: { min: 4, max: 2 }
  route: { host: "orders.\${environment.domian}" }
  variables:
    DATABASE_URL: \${resources.bd.url}
    PARTNER_KEY: \${secrets.partner_key}
    PARTNER_KEY: \${secrets.partner-key}
resources:
  db: { type: postgres, version: 17, size: smal, settings: { max_connections: 100 } }
  uploads: { type: buket }
  cache: { type: bucket, version: "7" }
secrets:
  partner-key: { from: vault:partner-key }
slo: { availability: 99.9 }
`;

const folder = smallService({ manifest: MANIFEST });
const run = { folder, home: newFolder("mistakes") };

test("everything that is wrong is said at once, in the order of the lines, with the lines", async () => {
  const { exitCode, stdout, stderr } = await towpath(["validate"], run);
  expect(exitCode).toBe(2);
  expect(stderr).toBe("");
  expect(stdout.replace(/^ {2}see .*\n/gm, "")).toMatchInlineSnapshot(`
    "towpath.yaml:4:9  mandatory  manifest/invalid-value
      metadata.name is "Orders"; expected a DNS label: lower-case letters, digits and hyphens, at most
      63, no hyphen first or last.
        4 |   name: Orders
          |         ^^^^^^
      > Write "orders".

    towpath.yaml:5:3  mandatory  manifest/unknown-key
      Unknown key "ownr" in metadata.
        5 |   ownr: team-checkout
          |   ^^^^
      > Did you mean "owner"?
      > There are name, owner, description, criticality, system, labels, values, links.

    towpath.yaml:6:26  mandatory  manifest/wrong-type
      metadata.labels.cost-center is 4711; expected a text.
        6 |   labels: { cost-center: 4711, database: "\${resources.db.password}" }
          |                          ^^^^
      > Write "4711".

    towpath.yaml:6:43  mandatory  manifest/secret-exposed in dev
      \${resources.db.password} is a secret, and a label is shown to everybody.
        6 |   labels: { cost-center: 4711, database: "\${resources.db.password}" }
          |                                           ^^^^^^^^^^^^^^^^^^^^^^^^
      declared here: @towpath/manifest/starter/types/postgres.yaml:44:3
      > Take it out.

    towpath.yaml:7:1  mandatory  manifest/unknown-key
      Unknown key "replicas" in the document.
        7 | replicas: 3
          | ^^^^^^^^
      > It is \`scale: { min: 2 }\` below \`workload:\`.

    towpath.yaml:10:12  mandatory  manifest/path
      The path "../dist" leaves the repository.
        10 |   output: [../dist]
           |            ^^^^^^^

    towpath.yaml:13:10  mandatory  manifest/unknown-resource in dev
      The tests need "databse", and there is no such resource.
        13 |   with: [databse]
           |          ^^^^^^^
      > There are db, uploads, cache.

    towpath.yaml:16:3  mandatory  manifest/unknown-key
      Unknown key "prot" in workload.
        16 |   prot: 8080
           |   ^^^^
      > Did you mean "port"?

    towpath.yaml:17:9  mandatory  manifest/wrong-type
      workload.port is "8080"; expected a whole number.
        17 |   port: "8080"
           |         ^^^^^^
      > Write 8080.

    towpath.yaml:18:19  mandatory  manifest/invalid-value
      workload.health.path is "healthz"; expected a path that starts with /.
        18 |   health: { path: healthz, interval: 30 s }
           |                   ^^^^^^^
      > Write "/healthz".

    towpath.yaml:18:38  mandatory  manifest/invalid-value
      workload.health.interval is "30 s"; expected a duration: a whole number and ms, s, m, h or d.
        18 |   health: { path: healthz, interval: 30 s }
           |                                      ^^^^
      > Write "30s".

    towpath.yaml:19:17  mandatory  manifest/invalid-value in dev
      workloads.main runs at least 4 and at most 2 times.
        19 |   scale: { min: 4, max: 2 }
           |                 ^       ^
      > Make min at most max.

    towpath.yaml:20:26  mandatory  manifest/placeholder in dev
      \${environment.domian} names nothing: environment has no "domian".
        20 |   route: { host: "orders.\${environment.domian}" }
           |                          ^^^^^^^^^^^^^^^^^^^^^
      > Did you mean "domain"?
      > There are domain, name.

    towpath.yaml:22:19  mandatory  manifest/unknown-resource in dev
      \${resources.bd.url} names no resource: there is no "bd".
        22 |     DATABASE_URL: \${resources.bd.url}
           |                   ^^^^^^^^^^^^^^^^^^^
      > Did you mean "db"?
      > There are db, uploads, cache.

    towpath.yaml:23:18  mandatory  manifest/unknown-secret in dev
      \${secrets.partner_key} names no secret: there is no "partner_key".
        23 |     PARTNER_KEY: \${secrets.partner_key}
           |                  ^^^^^^^^^^^^^^^^^^^^^^
      > Did you mean "partner-key"?

    towpath.yaml:24:5  mandatory  manifest/duplicate-key
      The key "PARTNER_KEY" is here twice.
        24 |     PARTNER_KEY: \${secrets.partner-key}
           |     ^^^^^^^^^^^
      first here: towpath.yaml:23:5
        23 |     PARTNER_KEY: \${secrets.partner_key}
           |     ^^^^^^^^^^^
      > Keep one of the two.

    towpath.yaml:26:34  mandatory  manifest/wrong-type
      resources.db.version is 17; expected a text.
        26 |   db: { type: postgres, version: 17, size: smal, settings: { max_connections: 100 } }
           |                                  ^^
      > Write "17".

    towpath.yaml:26:44  mandatory  manifest/unknown-size in dev
      postgres has no size "smal".
        26 |   db: { type: postgres, version: 17, size: smal, settings: { max_connections: 100 } }
           |                                            ^^^^
      > Did you mean "small"?
      > There are small, medium, large.

    towpath.yaml:26:62  mandatory  manifest/unknown-setting in dev
      postgres has no setting "max_connections".
        26 |   db: { type: postgres, version: 17, size: smal, settings: { max_connections: 100 } }
           |                                                              ^^^^^^^^^^^^^^^
      > Did you mean "maxConnections"?
      > There are collation, extensions, maxConnections.

    towpath.yaml:27:20  mandatory  manifest/unknown-type in dev
      The starter platform offers no resource type "buket".
        27 |   uploads: { type: buket }
           |                    ^^^^^
      > Did you mean "bucket"?
      > There are bucket, mysql, postgres, queue, redis.

    towpath.yaml:28:35  mandatory  manifest/unknown-version in dev
      bucket has no versions to choose from.
        28 |   cache: { type: bucket, version: "7" }
           |                                   ^^^
      > Leave out \`version:\`.

    towpath.yaml:31:1  mandatory  manifest/not-built-yet
      Service level objectives are not built yet: "slo" cannot be used.
        31 | slo: { availability: 99.9 }
           | ^^^
      > Leave it out for now.

    1 of 1 manifest cannot be used as it is.
    "
  `);
});

test("in JSON each has its range, its pointer and its page, and edits where they are sure", async () => {
  const { exitCode, stdout } = await towpath(["validate", "--json"], run);
  expect(exitCode).toBe(2);
  const { findings }: { readonly findings: readonly Finding[] } = JSON.parse(stdout);
  expect(findings.map(inShort)).toMatchInlineSnapshot(`
    [
      "manifest/invalid-value · /metadata/name 4:9-15 · unsafe: orders",
      "manifest/unknown-key · /metadata/ownr 5:3-7 · unsafe: owner",
      "manifest/wrong-type · /metadata/labels/cost-center 6:26-30 · safe: "4711"",
      "manifest/secret-exposed · /metadata/labels/database 6:43-67 and /outputs/password 44:3-11",
      "manifest/unknown-key · /replicas 7:1-9",
      "manifest/path · /build/output/0 10:12-19",
      "manifest/unknown-resource · /test/with/0 13:10-17",
      "manifest/unknown-key · /workload/prot 16:3-7",
      "manifest/wrong-type · /workload/port 17:9-15 · safe: 8080",
      "manifest/invalid-value · /workload/health/path 18:19-26 · unsafe: /healthz",
      "manifest/invalid-value · /workload/health/interval 18:38-42 · unsafe: 30s",
      "manifest/invalid-value · /workload/scale/min 19:17-18 and /workload/scale/max 19:25-26",
      "manifest/placeholder · /workload/route/host 20:26-47",
      "manifest/unknown-resource · /workload/variables/DATABASE_URL 22:19-38",
      "manifest/unknown-secret · /workload/variables/PARTNER_KEY 23:18-40",
      "manifest/duplicate-key · /workload/variables/PARTNER_KEY 24:5-16 and /workload/variables/PARTNER_KEY 23:5-16",
      "manifest/wrong-type · /resources/db/version 26:34-36 · safe: "17"",
      "manifest/unknown-size · /resources/db/size 26:44-48",
      "manifest/unknown-setting · /resources/db/settings/max_connections 26:62-77 · safe: maxConnections",
      "manifest/unknown-type · /resources/uploads/type 27:20-25",
      "manifest/unknown-version · /resources/cache/version 28:35-38",
      "manifest/not-built-yet · /slo 31:1-4",
    ]
  `);
  for (const { docs, fingerprint } of findings) {
    expect(docs).toMatch(/\/packages\/manifest\/docs\/errors\/[a-z-]+\.md$/);
    expect(fingerprint).toMatch(/^[0-9a-f]{32}$/);
  }
  expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(findings.length);
});

test("in one line each with --quiet", async () => {
  const { stdout } = await towpath(["validate", "--quiet"], run);
  expect(stdout.split("\n").length).toBeGreaterThan(20);
  expect(stdout.split("\n").slice(0, 2)).toEqual([
    expect.stringMatching(/^towpath\.yaml:4:9: mandatory manifest\/invalid-value: metadata\.name is "Orders"; /),
    'towpath.yaml:5:3: mandatory manifest/unknown-key: Unknown key "ownr" in metadata.',
  ]);
});

/** A finding's code, each place's pointer and range, and its edits. */
function inShort({ code, places, edits = [] }: Finding): string {
  const range = (one: Finding["places"][number]["range"]): string =>
    one ? `${one.start.line}:${one.start.column}-${one.end.column}` : "nowhere";
  const where = places.map((place) => `${place.pointer ?? "no pointer"} ${range(place.range)}`);
  return [code, where.join(" and "), ...edits.map((edit) => `${edit.safety}: ${edit.text}`)].join(" · ");
}
