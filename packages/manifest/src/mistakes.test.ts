import { describe, expect, test } from "vitest";
import { HEAD, tried } from "./testing/resolved.ts";

/** What people get wrong, and what they read then: the texts are what users see. */
describe("a mistake in a manifest gets a message that mends it", () => {
  test("a syntax error", () => {
    expect(tried("apiVersion: towpath.dev/v1\nkind: [Service\nmetadata: { name: x }\n").text).toMatchInlineSnapshot(`
      "towpath.yaml:2:7 and towpath.yaml:3:1 manifest/syntax
        The [ that opens here is not closed: it lacks a ].
        > Write the ] where the list ends."
    `);
  });

  test("unknown keys, at every depth, all at once", () => {
    expect(
      tried(
        `${HEAD}resource:\n  db: { type: postgres }\nworkload:\n  run: x\n  helth: { path: / }\n  scale: { mim: 1 }\n`,
      ).text,
    ).toMatchInlineSnapshot(`
      "towpath.yaml:4:1 manifest/unknown-key
        Unknown key "resource" in the document.
        > Did you mean "resources"?
      towpath.yaml:8:3 manifest/unknown-key
        Unknown key "helth" in workload.
        > Did you mean "health"?
      towpath.yaml:9:12 manifest/unknown-key
        Unknown key "mim" in workload.scale.
        > Did you mean "min"?
        > There are min, max, cpu."
    `);
  });

  test("wrong types", () => {
    expect(
      tried(`${HEAD}workload: { run: x, port: "8080", scale: 3 }\nresources: { db: { type: postgres, version: 17 } }\n`)
        .text,
    ).toMatchInlineSnapshot(`
      "towpath.yaml:4:27 manifest/wrong-type
        workload.port is "8080"; expected a whole number.
        > Write 8080.
      towpath.yaml:4:42 manifest/wrong-type
        workload.scale is 3; expected a mapping.
      towpath.yaml:5:45 manifest/wrong-type
        resources.db.version is 17; expected a text.
        > Write "17"."
    `);
  });

  test("values that are out of bounds or of no form", () => {
    expect(
      tried(
        `${HEAD.replace("orders", "Orders_1")}workload: { run: x, port: 80800, health: { path: healthz, grace: 30 s }, kind: sever }\n`,
      ).text,
    ).toMatchInlineSnapshot(`
      "towpath.yaml:3:19 manifest/invalid-value
        metadata.name is "Orders_1"; expected a DNS label: lower-case letters, digits and hyphens, at most 63, no hyphen first or last.
        > Write "orders-1".
      towpath.yaml:4:27 manifest/invalid-value
        workload.port is 80800; expected at most 65535.
      towpath.yaml:4:50 manifest/invalid-value
        workload.health.path is "healthz"; expected a path that starts with /.
        > Write "/healthz".
      towpath.yaml:4:66 manifest/invalid-value
        workload.health.grace is "30 s"; expected a duration: a whole number and ms, s, m, h or d.
        > Write "30s".
      towpath.yaml:4:80 manifest/invalid-value
        workload.kind is "sever"; expected one of server, worker, job.
        > Did you mean "server"?"
    `);
  });

  test("an unknown resource type", () => {
    expect(tried(`${HEAD}resources: { db: { type: postgress }, q: { type: server } }\n`).text).toMatchInlineSnapshot(`
      "towpath.yaml:4:26 manifest/unknown-type
        The starter platform offers no resource type "postgress".
        > Did you mean "postgres"?
        > There are bucket, mysql, postgres, queue, redis.
      towpath.yaml:4:50 manifest/not-built-yet
        server is not built yet; the starter platform offers bucket, mysql, postgres, queue, redis."
    `);
  });

  test("an unknown version, size and setting, a setting out of bounds", () => {
    expect(
      tried(
        `${HEAD}resources:\n  db: { type: postgres, version: "14", size: smal, settings: { maxConnection: 5, collation: 7 } }\n  b: { type: bucket, version: "1", size: small }\n  c: { type: postgres, settings: { maxConnections: 0 } }\n`,
      ).text,
    ).toMatchInlineSnapshot(`
      "towpath.yaml:5:34 manifest/unknown-version
        postgres is not offered in version "14".
        > There are 18, 17, 16, 15.
      towpath.yaml:5:46 manifest/unknown-size
        postgres has no size "smal".
        > Did you mean "small"?
        > There are small, medium, large.
      towpath.yaml:5:64 manifest/unknown-setting
        postgres has no setting "maxConnection".
        > Did you mean "maxConnections"?
        > There are collation, extensions, maxConnections.
      towpath.yaml:5:93 and @towpath/manifest/starter/types/postgres.yaml:21:3 manifest/invalid-value
        collation of postgres is 7; expected a text.
      towpath.yaml:6:31 manifest/unknown-version
        bucket has no versions to choose from.
        > Leave out \`version:\`.
      towpath.yaml:6:42 manifest/unknown-size
        bucket has no sizes.
        > Leave out \`size:\`.
      towpath.yaml:7:52 and @towpath/manifest/starter/types/postgres.yaml:14:3 manifest/invalid-value
        maxConnections of postgres is 0; expected at least 1."
    `);
  });

  test("a cycle", () => {
    expect(
      tried(
        `${HEAD}resources:\n  a: { type: postgres, settings: { collation: "\${resources.b.name}" } }\n  b: { type: postgres, settings: { collation: "\${resources.c.name}" } }\n  c: { type: postgres, settings: { collation: "x\${resources.a.name}" } }\n`,
      ).text,
    ).toMatchInlineSnapshot(`
      "towpath.yaml:5:47 and towpath.yaml:6:47 and towpath.yaml:7:47 manifest/cycle
        These resources need one another: a needs b needs c needs a.
        > Take one of the references out."
    `);
  });

  test("placeholders to nothing", () => {
    expect(
      tried(
        `${HEAD}resources: { db: { type: postgres } }\nsecrets: { key: { from: vault:key } }\nworkload:\n  run: node \${PORT}\n  port: 1\n  route: { host: "\${environment.domian}" }\n  variables:\n    A: \${resources.bd.url}\n    B: \${resources.db.ulr}\n    C: \${secrets.kye}\n    D: \${metadata.nmae}\n    E: \${resources.db.url\n    F: \${resource.db.url}\n    G: \${resources.db}\n`,
      ).text,
    ).toMatchInlineSnapshot(`
      "towpath.yaml:7:13 manifest/placeholder
        \${PORT} names nothing: a placeholder starts with resources, secrets, consumes, metadata, environment.
        > Write $\${PORT} for the text itself.
      towpath.yaml:9:19 manifest/placeholder
        \${environment.domian} names nothing: environment has no "domian".
        > Did you mean "domain"?
        > There are domain, name.
      towpath.yaml:11:8 manifest/unknown-resource
        \${resources.bd.url} names no resource: there is no "bd".
        > Did you mean "db"?
      towpath.yaml:12:8 manifest/unknown-output
        \${resources.db.ulr} names no output: postgres has no "ulr".
        > Did you mean "url"?
        > There are host, port, name, username, password, url, jdbcUrl.
      towpath.yaml:13:8 manifest/unknown-secret
        \${secrets.kye} names no secret: there is no "kye".
        > Did you mean "key"?
      towpath.yaml:14:8 manifest/placeholder
        \${metadata.nmae} names nothing: metadata has no "nmae".
        > Did you mean "name"?
      towpath.yaml:15:8 manifest/placeholder
        The placeholder \${resources.db.url is not closed: it lacks a }.
        > Write $\${resources.db.url for the text itself.
      towpath.yaml:16:8 manifest/placeholder
        \${resource.db.url} names nothing: a placeholder starts with resources, secrets, consumes, metadata, environment.
        > Did you mean "resources"?
        > Write $\${resource.db.url} for the text itself.
      towpath.yaml:17:8 manifest/placeholder
        \${resources.db} is no output: write \${resources.NAME.OUTPUT}."
    `);
  });

  test("secrets that flow to where everybody sees them", () => {
    expect(
      tried(
        `${HEAD.replace("name: orders", 'name: orders, labels: { a: "${resources.db.url}" }')}resources: { db: { type: postgres } }\nsecrets: { key: { from: vault:key } }\nworkloads:\n  main: { run: "node x \${secrets.key}", port: 1, route: { host: "\${resources.db.password}" } }\n  other: { image: "x:\${secrets.key}", args: ["--a", "\${resources.db.url}"] }\ntest: { run: "psql \${resources.db.host}" }\n`,
      ).text,
    ).toMatchInlineSnapshot(`
      "towpath.yaml:3:41 and @towpath/manifest/starter/types/postgres.yaml:45:3 manifest/secret-exposed
        \${resources.db.url} is a secret, and a label is shown to everybody.
        > Take it out.
      towpath.yaml:7:24 and towpath.yaml:5:12 manifest/secret-exposed
        \${secrets.key} is a secret, and a command line is shown to everybody.
        > Set a variable to \${secrets.key} and read that.
      towpath.yaml:7:66 and @towpath/manifest/starter/types/postgres.yaml:44:3 manifest/secret-exposed
        \${resources.db.password} is a secret, and a host name is shown to everybody.
        > Take it out.
      towpath.yaml:8:22 and towpath.yaml:5:12 manifest/secret-exposed
        \${secrets.key} is a secret, and an image's name is shown to everybody.
        > Take it out.
      towpath.yaml:8:54 and @towpath/manifest/starter/types/postgres.yaml:45:3 manifest/secret-exposed
        \${resources.db.url} is a secret, and an argument is shown to everybody.
        > Set a variable to \${resources.db.url} and read that.
      towpath.yaml:9:20 and @towpath/manifest/starter/types/postgres.yaml:40:3 manifest/placeholder
        \${resources.db.host} is known only when "db" is there, too late for a command line.
        > Set a variable to \${resources.db.host} and read that."
    `);
  });

  test("a duplicate key", () => {
    expect(tried(`${HEAD}resources:\n  db: { type: postgres }\n  db: { type: bucket }\n`).text).toMatchInlineSnapshot(`
      "towpath.yaml:6:3 and towpath.yaml:5:3 manifest/duplicate-key
        The key "db" is here twice.
        > Keep one of the two."
    `);
  });

  test("100,000 aliases", () => {
    expect(tried(`${HEAD}moved: &a []\nx: [${"*a,".repeat(100_000)}]\n`).text).toMatchInlineSnapshot(`
      "towpath.yaml:5:3005 manifest/alias
        The document uses more than 1,000 aliases.
        > Write the values out."
    `);
  });

  test("__proto__", () => {
    expect(
      tried(
        `${HEAD}__proto__: { polluted: true }\nresources: { __proto__: { type: bucket }, constructor: { type: bucket } }\n`,
      ).text,
    ).toMatchInlineSnapshot(`
      "towpath.yaml:4:1 manifest/forbidden-key
        The key "__proto__" is not allowed anywhere.
        > Choose another name.
      towpath.yaml:5:14 manifest/forbidden-key
        The key "__proto__" is not allowed anywhere.
        > Choose another name.
      towpath.yaml:5:43 manifest/forbidden-key
        The key "constructor" is not allowed anywhere.
        > Choose another name."
    `);
  });

  test("what is not built yet is refused by name", () => {
    expect(tried(`${HEAD}slo: { latency: 1 }\nalerts: []\n`).text).toMatchInlineSnapshot(`
      "towpath.yaml:4:1 manifest/not-built-yet
        Service level objectives are not built yet: "slo" cannot be used.
        > Leave it out for now.
      towpath.yaml:5:1 manifest/not-built-yet
        Alerts are not built yet: "alerts" cannot be used.
        > Leave it out for now."
    `);
    expect(tried("apiVersion: score.dev/v1b1\nmetadata: { name: x }\ncontainers: {}\n").text).toMatchInlineSnapshot(`
      "towpath.yaml:1:1 manifest/not-built-yet
        Score files are read by openService."
    `);
  });

  test("a workload that lacks something or says too much", () => {
    expect(
      tried(
        `${HEAD}workloads:\n  a: { kind: server, run: x }\n  b: { run: x, image: y }\n  c: { port: 1, schedule: "* *", kind: server, args: [x] }\n  d: { run: x, scale: { min: 3, max: 2 }, health: { interval: 1s } }\nworkload: { run: x }\ntest: { with: [bd] }\nbuild: { run: x }\nmoved: [{ from: resources.a, to: resources.b }]\n`,
      ).text,
    ).toMatchInlineSnapshot(`
      "towpath.yaml:5:3 manifest/missing-key
        workloads.a is a server without a port.
        > Add \`port:\` with the port that it listens on.
      towpath.yaml:6:23 and towpath.yaml:6:13 manifest/invalid-value
        workloads.b has both run and image.
        > Keep one of the two.
      towpath.yaml:7:3 manifest/missing-key
        workloads.c does not say what runs.
        > Add \`run:\` with the command that starts it, or \`image:\`.
      towpath.yaml:7:27 manifest/invalid-value
        The schedule of workloads.c is not five cron fields.
        > Write one such as "0 3 * * *".
      towpath.yaml:7:27 and towpath.yaml:7:40 manifest/invalid-value
        workloads.c has a schedule and is a server.
        > Leave out one of the two, or say \`kind: job\`.
      towpath.yaml:7:54 manifest/invalid-value
        workloads.c has args, which go with an image.
        > Write the whole command as \`run:\`.
      towpath.yaml:8:3 manifest/missing-key
        The health check of workloads.d has no path.
        > Add \`path: /healthz\` to it.
      towpath.yaml:8:30 and towpath.yaml:8:38 manifest/invalid-value
        workloads.d runs at least 3 and at most 2 times.
        > Make min at most max.
      towpath.yaml:10:1 manifest/missing-key
        The test says not what runs.
        > Add \`run:\`, such as \`run: npm test\`.
      towpath.yaml:10:16 manifest/unknown-resource
        The tests need "bd", and there is no such resource.
      towpath.yaml:11:1 manifest/missing-key
        The build says not what goes into the artifact.
        > Add \`output:\` with the paths to pack, such as [dist, package.json].
      towpath.yaml:12:34 manifest/unknown-resource
        resources.a is moved to resources.b, and there is no such thing.
        > There are workloads.a, workloads.b, workloads.c, workloads.d, workloads.main."
    `);
  });

  test("an overlay for an environment that nobody has is a notice on the starter platform", () => {
    const { text, graph } = tried(`${HEAD}environments: { dev: {}, prod: {} }\n`);
    expect(text).toMatchInlineSnapshot(`
      "towpath.yaml:4:26 manifest/unknown-environment (advisory)
        The starter platform has no environment "prod": what the manifest says of it waits for a platform that has it."
    `);
    expect(graph).toBeDefined();
  });

  test("another kind of document, no document, no file", () => {
    expect(tried("apiVersion: towpath.dev/v1\nkind: Platform\n").text).toMatchInlineSnapshot(`
      "towpath.yaml:2:7 manifest/kind
        The document is of kind "Platform"; expected Service.
        > Look through a platform, with all that it names, with towpath platform check."
    `);
    expect(tried("hello").text).toMatchInlineSnapshot(`
      "towpath.yaml:1:1 manifest/kind
        The document is "hello"; expected a mapping with apiVersion and kind."
    `);
    expect(tried("apiVersion: towpath.dev/v2\nkind: Service\nmetadata: {}\n").text).toMatchInlineSnapshot(`
      "towpath.yaml:1:13 manifest/api-version
        "towpath.dev/v2" was made by a newer Towpath; this one reads towpath.dev/v1.
        > Update Towpath where this runs: npm install --save-dev towpath@latest, or a later version of the action."
    `);
  });

  test("a path that leaves the repository", () => {
    expect(
      tried(`${HEAD}build: { output: [../secrets, /etc/passwd, "dist/../../x", 'a\\b', dist] }\n`).text,
    ).toMatchInlineSnapshot(`
      "towpath.yaml:4:19 manifest/path
        The path "../secrets" leaves the repository.
      towpath.yaml:4:31 manifest/path
        The path "/etc/passwd" is absolute; write it relative to the document.
      towpath.yaml:4:44 manifest/path
        The path "dist/../../x" leaves the repository.
      towpath.yaml:4:60 manifest/path
        The path "a\\\\b" holds a backslash; folders are separated by /."
    `);
  });
});
