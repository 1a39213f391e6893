import { describe, expect, test } from "vitest";
import { HEAD, tried } from "../testing/resolved.ts";

const BUCKET = "resources: { data: { type: bucket }, db: { type: postgres } }\n";

const containersOf = (workload: string) => {
  const { graph, text } = tried(`${HEAD}${BUCKET}workload:\n${workload}`);
  return { containers: graph?.workloads[0]?.containers ?? [], workload: graph?.workloads[0], text };
};

describe("containers", () => {
  test("a workload that says itself what runs is one container", () => {
    const { containers } = containersOf("  { run: node server.js, port: 1, variables: { A: b } }\n");
    expect(containers).toMatchObject([{ name: "main", path: [], run: "node server.js", before: [], files: [] }]);
    expect(containers[0]?.variables["A"]?.origin.place.range?.start).toMatchObject({ line: 6, column: 51 });
  });

  test("several have what their workload says for all, unless they say otherwise", () => {
    const { containers, text } = containersOf(
      "  variables: { LEVEL: info, ZONE: eu }\n  limits: { memory: 1Gi, cpu: 1 }\n  readiness: { httpGet: { path: /r, port: 80 } }\n" +
        "  containers:\n    web: { image: nginx, variables: { LEVEL: debug }, limits: { memory: 2Gi } }\n    proxy: { image: envoy, before: { web: { ready: healthy } } }\n",
    );
    expect(text).toBe("");
    expect(containers.map(({ name }) => name)).toEqual(["proxy", "web"]);
    expect(containers[1]).toMatchObject({
      path: ["containers", "web"],
      limits: { memory: "2Gi", cpu: "1" },
      variables: {
        LEVEL: { parts: [{ text: "debug" }], origin: { place: { range: { start: { line: 10 } } } } },
        ZONE: { parts: [{ text: "eu" }], origin: { place: { range: { start: { line: 6 } } } } },
      },
      readiness: { http: { path: "/r", port: 80, scheme: "HTTP", headers: [] } },
    });
    expect(containers[0]?.before).toEqual([{ container: "web", ready: "healthy" }]);
  });

  test("files and volumes by target, with what they hold", () => {
    const { containers, workload, text } = containersOf(
      '  image: x\n  files:\n    /b: { content: "url=${resources.db.url}", mode: "0600" }\n    /a: { binaryContent: aGVsbG8= }\n    /c: { content: "${raw}", noExpand: true }\n' +
        "  volumes: { /data: { source: '${resources.data}', readOnly: true, path: sub } }\n",
    );
    expect(text).toBe("");
    expect(containers[0]?.files).toMatchObject([
      { target: "/a", content: { kind: "binary", base64: "aGVsbG8=" } },
      { target: "/b", mode: "600", content: { kind: "text", template: { isSecret: true } } },
      { target: "/c", content: { template: { parts: [{ kind: "text", text: "${raw}" }], isSecret: false } } },
    ]);
    expect(containers[0]?.volumes).toMatchObject([
      {
        target: "/data",
        path: "sub",
        isReadOnly: true,
        source: { parts: [{ kind: "resource", address: "resources.data" }] },
      },
    ]);
    expect(workload?.dependsOn).toEqual(["resources.data", "resources.db"]);
  });

  test("ports make a server, annotations are texts", () => {
    const { workload, text } = containersOf(
      "  image: x\n  ports: { web: { port: 80, targetPort: 8080 }, dns: { port: 53, protocol: UDP } }\n  annotations: { b: '${metadata.name}', a: x }\n",
    );
    expect(text).toBe("");
    expect(workload).toMatchObject({
      kind: "server",
      ports: [
        { name: "dns", port: 53, targetPort: 53, protocol: "UDP" },
        { name: "web", port: 80, targetPort: 8080, protocol: "TCP" },
      ],
      annotations: { a: "x", b: "orders" },
    });
  });

  test("what does not go together is said at its place", () => {
    const { text } = containersOf(
      '  run: x\n  annotations: { key: "${resources.db.password}" }\n  containers:\n    web:\n      run: x\n      image: y\n      before: { web: { ready: started }, wep: { ready: complete } }\n' +
        '      files: { /a: { content: x, source: y }, /b: {}, /c: { binaryContent: "%%" } }\n      volumes: { /v: {} }\n      liveness: { httpGet: { path: / }, exec: {} }\n    idle: { args: [x] }\n',
    );
    expect(text).toMatchInlineSnapshot(`
      "towpath.yaml:6:8 and towpath.yaml:9:5 manifest/invalid-value
        workloads.main has both run and containers.
        > Write run in one of its containers.
      towpath.yaml:7:24 and @towpath/manifest/starter/types/postgres.yaml:44:3 manifest/secret-exposed
        \${resources.db.password} is a secret, and an annotation is shown to everybody.
        > Take it out.
      towpath.yaml:11:14 and towpath.yaml:10:12 manifest/invalid-value
        workloads.main.containers.web has both run and image.
        > Keep one of the two.
      towpath.yaml:12:17 manifest/cycle
        The container web starts before itself.
        > Take it out.
      towpath.yaml:12:42 manifest/unknown-container
        The container web starts before "wep", and there is no such container.
        > There is idle.
      towpath.yaml:13:34 manifest/invalid-value
        The file "/a" has both content and source.
        > Keep one of the two.
      towpath.yaml:13:42 manifest/not-found
        There is no "y", which /a is a copy of.
        > Mend the path.
      towpath.yaml:13:47 manifest/missing-key
        The file "/b" does not say what is in it.
        > Add one of content, binaryContent and source.
      towpath.yaml:13:61 manifest/invalid-value
        The binaryContent of "/c" is no base64.
        > Encode it: base64 < FILE.
      towpath.yaml:14:18 manifest/missing-key
        The volume at "/v" does not say what it is.
        > Add \`source:\`, such as \${resources.NAME}.
      towpath.yaml:15:19 manifest/missing-key
        The liveness probe of web lacks its port.
        > Add \`port: 8080\`.
      towpath.yaml:15:41 manifest/missing-key
        The liveness probe of web lacks its command.
        > Add \`command: [/bin/check]\`.
      towpath.yaml:16:5 manifest/missing-key
        workloads.main.containers.idle does not say what runs.
        > Add \`run:\` with the command that starts it, or \`image:\`.
      towpath.yaml:16:19 manifest/invalid-value
        workloads.main.containers.idle has args, which go with an image.
        > Write the whole command as \`run:\`."
    `);
  });

  test("a ring of thousands is said with its first members", () => {
    const ring = Array.from(
      { length: 8_000 },
      (_, index) => `    c${index}: { image: x, before: { c${(index + 1) % 8_000}: { ready: started } } }\n`,
    );
    const { text } = containersOf(`  port: 1\n  containers:\n${ring.join("")}`);
    expect(text).toContain("wait for one another: c0 starts before c1 starts before");
    expect(text).toContain("c19 starts before … starts before c0.");
  });

  test("what each of very many would take over is refused before it is", () => {
    const many = (count: number, line: (index: number) => string): string =>
      Array.from({ length: count }, (_, index) => line(index)).join("");
    const containers = many(10_000, (index) => `    c${index}: { image: x }\n`);
    const variables = many(10_000, (index) => `    V${index}: a\n`);
    const { text } = containersOf(`  port: 1\n  containers:\n${containers}  variables:\n${variables}`);
    expect(text).toMatchInlineSnapshot(`
      "towpath.yaml:7:3 manifest/too-large
        The 10,000 containers of workloads.main take over its variables, files and volumes, more than 100,000 together.
        > Write them in the containers that need them."
    `);
  });
});
