import { describe, expect, test } from "vitest";
import { scored } from "../testing/scored.ts";

const HEAD = "apiVersion: score.dev/v1b1\nmetadata: { name: orders }\n";
const WEB = `${HEAD}containers:\n  web:\n    image: nginx\n`;

test("a full Score file reaches the graph with all that it says", () => {
  const { graph, text } = scored({
    "config/app.conf": "level: info\n",
    "config/app.tpl": "host: ${resources.db.host} in ${metadata.region.name}, $5 and $${x}\n",
    "score.yaml": `apiVersion: score.dev/v1b1
metadata:
  name: orders
  region: { name: north, zones: [a, b] }
  annotations:
    example.com/dashboard: "all \${of} it"
    towpath.dev/owner: team-a
    towpath.dev/description: Takes orders.
    towpath.dev/criticality: critical
    towpath.dev/system: shop
    towpath.dev/environments: dev, prod
service:
  ports:
    www: { port: 80, targetPort: 8080 }
    dns: { port: 53, protocol: UDP }
containers:
  migrate:
    image: .
    command: [migrate, "--to=\${VERSION}", "$$HOME"]
    before: { web: { ready: complete } }
  web:
    image: "nginx:\${tag}"
    args: ["\${resources.db.host}"]
    variables:
      URL: "postgres://\${resources.db.host}:\${resources.db.port}/$\${x}$$"
      NAME: "\${metadata.name} in \${metadata.region.name}"
      ZONES: "\${metadata.region.zones}"
      BOARD: "\${metadata.annotations.example\\\\.com/dashboard}"
      ID: "\${resources.db}"
      QUEUE: "\${resources.events}"
      PRICE: $5
      OPEN: "\${not closed"
    files:
      /etc/app.conf: { source: config/app.conf, mode: "0600" }
      /etc/app.yaml: { source: config/app.tpl }
      /etc/raw: { content: "\${resources.db.host}", noExpand: true }
      /etc/bin: { binaryContent: aGVsbG8= }
    volumes:
      /data: { source: "\${resources.disk}", path: "a$$b", readOnly: true }
    resources: { limits: { memory: 1.5Gi, cpu: "0.5" }, requests: { memory: 64Mi, cpu: 250m } }
    livenessProbe: { httpGet: { path: /alive, port: 8080, scheme: HTTPS, host: h, httpHeaders: [{ name: X, value: y }] } }
    readinessProbe: { exec: { command: [check, "\${x}"] } }
resources:
  db: { type: postgres, class: large, params: { name: "\${metadata.name}", tags: ["\${metadata.region.name}"] } }
  events: { type: queue, id: shop.events, metadata: { annotations: { aa.bb/cc: "$x" }, more: 1 } }
  disk: { type: volume }
`,
  });
  expect(text).toBe("");
  expect(graph?.service).toMatchObject({
    name: "orders",
    owner: "team-a",
    description: "Takes orders.",
    criticality: "critical",
    system: "shop",
  });
  const [workload] = graph?.workloads ?? [];
  expect(workload).toMatchObject({
    address: "workloads.main",
    kind: "server",
    annotations: { "example.com/dashboard": "all ${of} it" },
    ports: [
      { name: "dns", port: 53, targetPort: 53, protocol: "UDP" },
      { name: "www", port: 80, targetPort: 8080, protocol: "TCP" },
    ],
  });
  const [migrate, web] = workload?.containers ?? [];
  expect(migrate).toMatchObject({
    image: ".",
    command: ["migrate", "--to=${VERSION}", "$$HOME"],
    before: [{ container: "web", ready: "complete" }],
  });
  const texts = Object.entries(web?.variables ?? {}).map(([name, { parts }]) => [
    name,
    parts
      .map((part) => (part.kind === "text" ? part.text : part.kind === "output" ? `<${part.output}>` : "?"))
      .join(""),
  ]);
  expect(Object.fromEntries(texts)).toEqual({
    URL: "postgres://<host>:<port>/${x}$",
    NAME: "orders in north",
    ZONES: '["a","b"]',
    BOARD: "all ${of} it",
    ID: "postgres.large#orders.db",
    QUEUE: "queue.default#shop.events",
    PRICE: "$5",
    OPEN: "${not closed",
  });
  expect(web).toMatchObject({
    image: "nginx:${tag}",
    args: ["${resources.db.host}"],
    limits: { memory: "1.5Gi", cpu: "0.5" },
    requests: { memory: "64Mi", cpu: "250m" },
    liveness: {
      http: { path: "/alive", port: 8080, scheme: "HTTPS", host: "h", headers: [{ name: "X", value: "y" }] },
    },
    readiness: { exec: { command: ["check", "${x}"] } },
    files: [
      { target: "/etc/app.conf", mode: "600", content: { kind: "source", path: "config/app.conf" } },
      {
        target: "/etc/app.yaml",
        content: {
          kind: "text",
          template: {
            parts: [
              { kind: "text", text: "host: " },
              { kind: "output", address: "resources.db", output: "host" },
              { kind: "text", text: " in north, $5 and ${x}\n" },
            ],
          },
        },
      },
      { target: "/etc/bin", content: { kind: "binary", base64: "aGVsbG8=" } },
      {
        target: "/etc/raw",
        content: { kind: "text", template: { parts: [{ kind: "text", text: "${resources.db.host}" }] } },
      },
    ],
    volumes: [
      {
        target: "/data",
        path: "a$$b",
        isReadOnly: true,
        source: { parts: [{ kind: "resource", address: "resources.disk" }] },
      },
    ],
  });
  expect(graph?.resources).toMatchObject([
    { name: "db", size: { value: "large" }, settings: { name: { value: "orders" }, tags: { value: ["north"] } } },
    { name: "disk", type: "volume" },
    { name: "events", share: "queue.default#shop.events", annotations: { "aa.bb/cc": "$x" }, values: { more: 1 } },
  ]);
});

describe("the list forms", () => {
  test("mean what the mappings mean", () => {
    const { graph, text } = scored({
      "score.yaml": `${WEB}    files: [{ target: /a, content: x, mode: "644" }]
    volumes: [{ target: /b, source: shared, readOnly: true }]
`,
    });
    expect(text).toBe("");
    expect(graph?.workloads[0]?.containers[0]).toMatchObject({
      files: [{ target: "/a", mode: "644" }],
      volumes: [{ target: "/b", isReadOnly: true }],
    });
  });

  test("say each target once, and say one", () => {
    const { text } = scored({
      "score.yaml": `${WEB}    files:
      - { target: /a, content: x }
      - { target: /a, content: y }
      - { content: z }
    volumes: [{ source: x }]
`,
    });
    expect(text).toMatchInlineSnapshot(`
      "score.yaml:8:19 and score.yaml:7:19 manifest/duplicate-name
        Two files have the target "/a".
        > Keep one of the two.
      score.yaml:9:9 manifest/missing-key
        A file in a list lacks its target.
        > Add \`target:\` with the path where the container finds it.
      score.yaml:10:15 manifest/missing-key
        A volume in a list lacks its target.
        > Add \`target:\` with the path where the container finds it."
    `);
  });

  test("and the mappings take no target", () => {
    expect(
      scored({ "score.yaml": `${WEB}    files: { /a: { target: /a, content: x } }\n` }).text,
    ).toMatchInlineSnapshot(`
      "score.yaml:6:20 manifest/unknown-key
        Unknown key "target" in containers.web.files./a.
        > Leave it out: in a mapping the key is the target."
    `);
  });
});

test("placeholders name what is there, in a place that takes them", () => {
  const { text } = scored({
    "app.tpl": "a: 1\nb: ${resources.nothing.host}\n",
    "score.yaml": `${WEB}    variables:
      A: "\${resources.dbb.host}"
      B: "\${metadata.regoin} \${metadata}"
      C: "\${environment.name} \${secrets.key} \${a b}"
      D: "\${resources.db.hots.name}"
      E: "\${resources} \${}"
    files: { /a: { source: app.tpl } }
resources: { db: { type: postgres, params: { x: "\${resources.db.host}" } } }
`,
  });
  expect(text).toMatchInlineSnapshot(`
    "app.tpl:2:4 manifest/unknown-resource
      \${resources.nothing.host} names no resource: there is no "nothing".
      > There is db.
    score.yaml:7:11 manifest/unknown-resource
      \${resources.dbb.host} names no resource: there is no "dbb".
      > Did you mean "db"?
    score.yaml:8:11 manifest/placeholder
      \${metadata.regoin} names nothing: metadata has no "regoin".
      > There is name.
    score.yaml:8:30 manifest/placeholder
      \${metadata} names no metadata: write \${metadata.KEY}.
    score.yaml:9:11 manifest/placeholder
      \${environment.name} names nothing: a placeholder of a Score file starts with metadata or resources.
      > Write $\${environment.name} for the text itself.
    score.yaml:9:31 manifest/placeholder
      \${secrets.key} names nothing: a placeholder of a Score file starts with metadata or resources.
      > Write $\${secrets.key} for the text itself.
    score.yaml:9:46 manifest/placeholder
      \${a b} names nothing: a placeholder of a Score file starts with metadata or resources.
      > Write $\${a b} for the text itself.
    score.yaml:10:11 manifest/unknown-output
      \${resources.db.hots\\\\.name} names no output: postgres has no "hots.name".
      > There is host.
    score.yaml:11:11 manifest/placeholder
      \${resources} names no resource: write \${resources.NAME.OUTPUT}.
    score.yaml:11:24 manifest/placeholder
      \${} names nothing: a placeholder of a Score file starts with metadata or resources.
      > Write $\${} for the text itself.
    score.yaml:13:49 manifest/cycle
      These resources need one another: db needs db.
      > Take one of the references out."
  `);
});

test("an annotation for Towpath is one that it knows", () => {
  const { text } = scored({
    "score.yaml": `apiVersion: score.dev/v1b1
metadata:
  name: orders
  annotations: { towpath.dev/ownr: team-a, towpath.dev/criticality: high, towpath.dev/environments: "dev, Prod" }
containers: { web: { image: nginx } }
`,
  });
  expect(text).toMatchInlineSnapshot(`
    "score.yaml:4:18 manifest/unknown-key
      Unknown annotation "towpath.dev/ownr": what starts with towpath.dev/ is for Towpath.
      > Did you mean "towpath.dev/owner"?
      > There are towpath.dev/owner, towpath.dev/description, towpath.dev/criticality, towpath.dev/system, towpath.dev/environments.
    score.yaml:4:69 manifest/invalid-value
      metadata.criticality is "high"; expected one of critical, standard, experimental.
    score.yaml:4:107 manifest/invalid-value
      The name "Prod" in environments is not a DNS label: lower-case letters, digits and hyphens, at most 63, no hyphen first or last."
  `);
});

test("a source stays in the repository and is there", () => {
  const { text } = scored({
    "score.yaml": `${WEB}    files: { /a: { source: ../x }, /b: { source: /etc/passwd }, /c: { source: gone, noExpand: true } }\n`,
  });
  expect(text).toMatchInlineSnapshot(`
    "score.yaml:6:28 manifest/path
      The path "../x" leaves the repository.
    score.yaml:6:50 manifest/path
      The path "/etc/passwd" is absolute; write it relative to the document.
    score.yaml:6:79 manifest/not-found
      There is no file "gone"."
  `);
});

test("a source that is too large to hold placeholders says that it holds none", () => {
  const files = (more: string): string => `${WEB}    files: { /a: { source: a.txt${more} } }\n`;
  const big = "$".repeat(1_048_577);
  expect(scored({ "score.yaml": files(""), "a.txt": big }).text).toMatchInlineSnapshot(`
    "score.yaml:6:28 manifest/too-large
      The file "a.txt" has 1,048,577 bytes; one with placeholders has at most 1,048,576.
      > Add \`noExpand: true\` where it has none."
  `);
  expect(scored({ "score.yaml": files(", noExpand: true"), "a.txt": big }).text).toBe("");
});

test("a file that is no text holds no placeholders", () => {
  const { graph } = scored({
    "score.yaml": `${WEB}    files: { /a: { source: a.bin } }\n`,
    "a.bin": Uint8Array.of(0xff, 0xfe, 0x24, 0x7b),
  });
  const withNul = scored({ "score.yaml": `${WEB}    files: { /a: { source: a.txt } }\n`, "a.txt": "${x}\0" });
  expect(withNul.graph?.workloads[0]?.containers[0]?.files).toMatchObject([{ content: { isExpanded: false } }]);
  expect(graph?.workloads[0]?.containers[0]?.files).toMatchObject([
    { content: { kind: "source", path: "a.bin", isExpanded: false } },
  ]);
});

test("containers that wait for one another never start", () => {
  const { text } = scored({
    "score.yaml": `${HEAD}containers:
  one: { image: a, before: { two: { ready: started } } }
  two: { image: b, before: { three: { ready: healthy } } }
  three: { image: c, before: { one: { ready: complete } } }
  four: { image: d, before: { four: { ready: started }, five: { ready: started } } }
`,
  });
  expect(text).toMatchInlineSnapshot(`
    "score.yaml:4:30 and score.yaml:5:30 and score.yaml:6:32 manifest/cycle
      These containers wait for one another: one starts before two starts before three starts before one.
      > Take one of them out of \`before\`.
    score.yaml:7:31 manifest/cycle
      The container four starts before itself.
      > Take it out.
    score.yaml:7:57 manifest/unknown-container
      The container four starts before "five", and there is no such container.
      > There are one, three, two."
  `);
});

describe("a manifest that names a Score file", () => {
  const manifest = (rest: string): string =>
    `apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: shop, owner: team-b }\n${rest}`;
  const score = `apiVersion: score.dev/v1b1
metadata: { name: orders, tier: gold, annotations: { towpath.dev/owner: team-a, towpath.dev/system: s } }
containers:
  web: { image: nginx, variables: { LOG: info, URL: "\${resources.db.host}", NAME: "\${metadata.name} \${metadata.tier}" } }
  side: { image: envoy }
resources: { db: { type: postgres, params: { a: 1, b: 2 } }, gone: { type: queue } }
`;

  test("lies over it", () => {
    const texts = {
      "deploy/score.yaml": score,
      "towpath.yaml": manifest(`workload:
  score: deploy/score.yaml
  scale: { min: 2, max: 3 }
  variables: { LOG: debug, MORE: x }
resources: { db: { settings: { a: 5 } }, gone: null, extra: { type: bucket } }
environments:
  dev: {}
  prod: { workload: { variables: { LOG: warn } } }
`),
    };
    const { graph, text, service } = scored(texts, { manifest: "towpath.yaml" });
    expect(text).toBe("");
    expect(graph?.service).toMatchObject({ name: "shop", owner: "team-b", system: "s" });
    expect(graph?.resources.map(({ name, settings }) => [name, settings["a"], settings["b"]])).toMatchObject([
      ["db", { value: 5 }, { value: 2 }],
      ["extra", undefined, undefined],
    ]);
    const variablesIn = (of: typeof graph): unknown =>
      of?.workloads[0]?.containers.map(({ name, variables }) => [
        name,
        Object.fromEntries(Object.entries(variables).map(([key, { parts }]) => [key, parts[0]])),
      ]);
    const shared = { MORE: { text: "x" } };
    expect(variablesIn(graph)).toMatchObject([
      ["side", { ...shared, LOG: { text: "debug" } }],
      ["web", { ...shared, LOG: { text: "debug" }, NAME: { text: "orders gold" }, URL: { output: "host" } }],
    ]);
    expect(variablesIn(scored(texts, { manifest: "towpath.yaml", environment: "prod" }).graph)).toMatchObject([
      ["side", { ...shared, LOG: { text: "warn" } }],
      ["web", { ...shared, LOG: { text: "warn" } }],
    ]);
    expect(service?.placeOf("/resources/db/settings/a")).toMatchObject({
      file: "towpath.yaml",
      range: { start: { line: 8 } },
    });
    expect(service?.placeOf("/resources/db/settings/b")).toMatchObject({
      file: "deploy/score.yaml",
      range: { start: { line: 6 } },
    });
    expect(service?.file).toBe("towpath.yaml");
  });

  test("takes paths of the Score file from where that is", () => {
    const { graph, text } = scored(
      {
        "deploy/score.yaml": `${WEB}    files: { /a: { source: a.conf } }\n`,
        "deploy/a.conf": "a",
        "towpath.yaml": manifest("workload: { score: deploy/score.yaml }\n"),
      },
      { manifest: "towpath.yaml" },
    );
    expect(text).toBe("");
    expect(graph?.workloads[0]?.containers[0]?.files).toMatchObject([{ content: { path: "deploy/a.conf" } }]);
  });

  test("may name one for each workload", () => {
    const texts = {
      "a.yaml": `${WEB}resources: { db: { type: postgres } }\n`,
      "b.yaml": `${WEB}resources: { db: { type: postgres, class: large } }\n`,
      "towpath.yaml": manifest("workloads: { a: { score: a.yaml }, b: { score: { file: b.yaml } } }\n"),
    };
    const { text } = scored(texts, { manifest: "towpath.yaml" });
    expect(text).toMatchInlineSnapshot(`
      "b.yaml:6:18 and a.yaml:6:18 manifest/duplicate-name
        Two Score files name different resources "db".
        > Rename one of the two."
    `);
    const { graph } = scored({ ...texts, "b.yaml": texts["a.yaml"] }, { manifest: "towpath.yaml" });
    expect(graph?.workloads.map(({ address }) => address)).toEqual(["workloads.a", "workloads.b"]);
  });

  test("says what is wrong in each file at its place", () => {
    const { text } = scored(
      {
        "score.yaml": score.replace("image: envoy", "imag: envoy").replace("type: queue", "type: 1"),
        "over.yaml": "containers: { web: { image: 5 } }\n",
        "towpath.yaml": manifest(`workload:
  score: { file: score.yaml, overrides: [over.yaml], set: { containers.web.command.0: x, resources.db.class: "c!" } }
  port: eighty
environments: { dev: { workload: { score: other.yaml } } }
`),
      },
      { manifest: "towpath.yaml" },
    );
    expect(text).toMatchInlineSnapshot(`
      "over.yaml:1:29 manifest/wrong-type
        containers.web.image is 5; expected a text that is not empty.
        > Write "5".
      score.yaml:5:3 manifest/missing-key
        containers.side lacks "image".
        > Add \`image:\`, such as "nginx:1.29".
      score.yaml:5:11 manifest/unknown-key
        Unknown key "imag" in containers.side.
        > Did you mean "image"?
        > There are image, command, args, variables, files, volumes, before, resources, livenessProbe, readinessProbe.
      score.yaml:6:76 manifest/wrong-type
        resources.gone.type is 1; expected 2 to 63 letters, digits and hyphens, no hyphen first or last.
      towpath.yaml:5:87 manifest/wrong-type
        containers.web.command is a mapping; expected a list.
      towpath.yaml:5:110 manifest/invalid-value
        resources.db.class is "c!"; expected 2 to 63 letters, digits and hyphens, no hyphen first or last.
      towpath.yaml:6:9 manifest/wrong-type
        workload.port is "eighty"; expected a whole number.
      towpath.yaml:7:43 manifest/invalid-value
        A Score file is the same in every environment.
        > Name it in the workload itself, and say here what differs."
    `);
  });

  test("names one that is there", () => {
    expect(
      scored({ "towpath.yaml": manifest("workload: { score: gone.yaml }\n") }, { manifest: "towpath.yaml" }).text,
    ).toMatchInlineSnapshot(`
      "gone.yaml manifest/not-found
        There is no file gone.yaml."
    `);
    expect(
      scored({ "towpath.yaml": manifest("workload: { score: ../../x.yaml }\n") }, { manifest: "towpath.yaml" }).text,
    ).toMatchInlineSnapshot(`
      "towpath.yaml:4:20 manifest/path
        The path "../../x.yaml" leaves the repository."
    `);
    expect(
      scored({ "towpath.yaml": manifest("workload: { score: { overrides: 5 } }\n") }, { manifest: "towpath.yaml" })
        .text,
    ).toMatchInlineSnapshot(`
      "towpath.yaml:4:1 manifest/missing-key
        workloads.main does not say what runs.
        > Add \`run:\` with the command that starts it, or \`image:\`.
      towpath.yaml:4:13 manifest/missing-key
        workload.score lacks "file".
        > Add \`file:\`, such as "score.yaml".
      towpath.yaml:4:33 manifest/wrong-type
        workload.score.overrides is 5; expected a list."
    `);
  });
});

test("a folder with a score.yaml and no towpath.yaml is a service", () => {
  expect(scored({ "score.yaml": WEB }, { manifest: "." }).graph?.service.name).toBe("orders");
});

test("as many parts as there may be, and names that only the specification takes", () => {
  const many = (count: number, line: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => line(index)).join("");
  const { graph, text } = scored({
    "score.yaml":
      `${HEAD}containers:\n  web:\n    image: nginx\n` +
      `    variables:\n${many(3_000, (index) => `      V${index}: "${index}"\n`)}` +
      `    files:\n      "": { content: a }\n${many(300, (index) => `      /f${index}: { content: a }\n`)}` +
      `    volumes:\n      "": { source: "" }\n${many(300, (index) => `      /v${index}: { source: a }\n`)}` +
      `${many(100, (index) => `  c${index}: { image: nginx, before: { web: { ready: started } } }\n`)}` +
      `resources:\n${many(1_500, (index) => `  r${index}: { type: bucket }\n`)}`,
  });
  expect(text).toBe("");
  const web = graph?.workloads[0]?.containers.find(({ name }) => name === "web");
  expect(Object.keys(web?.variables ?? {})).toHaveLength(3_000);
  expect([web?.files.length, web?.volumes.length]).toEqual([301, 301]);
  expect([graph?.workloads[0]?.containers.length, graph?.resources.length]).toEqual([101, 1_500]);
});
