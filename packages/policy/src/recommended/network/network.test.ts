import type { Json } from "@towpath/core";
import type { GraphWorkload } from "@towpath/manifest";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Rule } from "../../rule/define-rule.ts";
import { addressesOf, findingsOf, messagesOf } from "../../testing/found.ts";
import { containerWith, graphWith, originAt, placeAt, templateWith, workloadWith } from "../../testing/subjects.ts";
import { certificateChecks } from "./certificate-checks.ts";
import { experimentalPublic } from "./experimental-public.ts";
import { hostDomain } from "./host-domain.ts";
import { httpsLinks } from "./https-links.ts";
import { plainAddressIn } from "./plain-addresses.ts";
import { plainText } from "./plain-text.ts";
import { portConflict } from "./port-conflict.ts";
import { routeConflict } from "./route-conflict.ts";
import { visibilityExplicit } from "./visibility-explicit.ts";
import { wildcardHost } from "./wildcard-host.ts";

type Route = NonNullable<GraphWorkload["route"]>;
const routed = (route: Partial<Route>, facts: Partial<GraphWorkload> = {}): GraphWorkload =>
  workloadWith({ route: { path: "/", visibility: "internal", ...route }, ...facts });
const withVariable = (name: string, text: string) =>
  graphWith({
    workloads: [workloadWith({ containers: [containerWith({ variables: { [name]: templateWith(text) } })] })],
  });

test.each([
  ["http://api.example.com", "https"],
  ["HTTP://api.example.com/v1", "https"],
  ["https://a.example.com,http://b.example.com", "https"],
  ["redis://:‹password›@cache.example.com:6379", "rediss"],
  ["amqp://mq.example.com", "amqps"],
  ["ws://203.0.113.7:80", "wss"],
  ["http://[2001:db8::1]/", "https"],
])("%s leaves the network in the clear", (text, better) => {
  expect(plainAddressIn(text.replace(/‹.*›/, "\u0000"))).toMatchObject({ better });
});

test.each([
  "https://api.example.com",
  "http://localhost:3000",
  "http://127.0.0.1",
  "http://[::1]:80",
  "http://prices:8080",
  "http://prices.shop.svc",
  "http://prices.shop.svc.cluster.local./v1",
  "http://10.1.2.3",
  "http://172.20.0.1",
  "http://db.internal",
  "http://169.254.169.254/latest",
  "http://100.100.1.1",
  "‹prices›/v1",
  "http://‹host›/v1",
  "xhttp://api.example.com",
  "urn:http:example.com",
])("%s does not", (text) => {
  expect(plainAddressIn(text.replaceAll(/‹.*?›/g, "\u0000"))).toBeUndefined();
});

test("an address in the clear is said with its host and never with a password", () => {
  const graph = withVariable("CACHE", "redis://me:hunter2@cache.example.com");
  expect(messagesOf(plainText, { graph })).toEqual([
    "CACHE leads to cache.example.com by redis://, which everyone on the way can read and change.",
  ]);
});

test("no text takes long", () => {
  const pieces = ["http://", "a", ".", "@", ":", "://", "-", "[", "?sslmode=", ";", "/"];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 5 }), (parts) => {
      const text = parts.join("").repeat(Math.ceil(20_000 / parts.join("").length));
      const started = performance.now();
      plainAddressIn(text);
      messagesOf(certificateChecks, { graph: withVariable("A", text) });
      expect(performance.now() - started).toBeLessThan(2_000);
    }),
    { numRuns: process.env["TOWPATH_LONG"] ? 500 : 20 },
  );
});

test.each([
  ["NODE_TLS_REJECT_UNAUTHORIZED", "0", 1],
  ["NODE_TLS_REJECT_UNAUTHORIZED", "1", 0],
  ["PGSSLMODE", "prefer", 1],
  ["PGSSLMODE", "verify-full", 0],
  ["DB", "postgres://db/shop?sslmode=disable", 1],
  ["DB", "postgres://db/shop?a=b&sslmode=require", 0],
  ["DB", "Server=db;Encrypt=true;TrustServerCertificate=True;", 1],
  ["DB", "mongodb://db/?tlsInsecure=true", 1],
  ["SSLMODE", "disable", 0],
])("%s=%s keeps nobody out: %i", (name, text, count) => {
  expect(messagesOf(certificateChecks, { graph: withVariable(name, text) })).toHaveLength(count);
});

test.each([
  ["orders.example.com", { domain: "example.com" }, 0],
  ["EXAMPLE.com", { domain: "example.com" }, 0],
  ["orders-example.com", { domain: "example.com" }, 1],
  ["orders.example.com", {}, 0],
  ["orders.example.com", { domain: 5 }, 0],
] as const)("%s in an environment with %j", (host, values, count) => {
  const graph = graphWith({ workloads: [routed({ host })], environment: { ...graphWith().environment, values } });
  expect(messagesOf(hostDomain, { graph })).toHaveLength(count);
  expect(messagesOf(hostDomain, { graph, params: { also: ["com"] } })).toEqual([]);
});

const found = (rule: Rule, workload: GraphWorkload, params?: Readonly<Record<string, Json>>) =>
  messagesOf(rule, { graph: graphWith({ workloads: [workload] }), params });

test("a host is named where strangers come", () => {
  expect(found(wildcardHost, routed({ host: "a.*.example.com" }))).toHaveLength(1);
  expect(found(wildcardHost, routed({}))).toEqual([]);
  expect(found(wildcardHost, routed({ visibility: "public" }))).toHaveLength(1);
});

test("routes meet on host and path, each pair once", () => {
  const [a, b, c] = ["a", "b", "c"].map((name) => ({
    name,
    address: `workloads.${name}`,
    origin: originAt(name.length),
  }));
  const graph = graphWith({
    workloads: [
      routed({ host: "x", path: "/api" }, a),
      routed({ host: "X", path: "/api/" }, b),
      routed({ host: "x", path: "/apis" }, c),
      workloadWith(),
    ],
  });
  expect(messagesOf(routeConflict, { graph })).toEqual(["b and a both answer to x/api/."]);
  expect(addressesOf(routeConflict, { graph })[0]?.[0]).toBe("workloads.b.route");
  const nowhere = graphWith({ workloads: [routed({}, a), routed({}, b)] });
  expect(messagesOf(routeConflict, { graph: nowhere })).toEqual(["b and a both answer to /."]);
});

test("what holds already is written down", () => {
  const origin = { layer: "service", place: { file: "towpath.yaml", pointer: "/workload" } } as const;
  const graph = graphWith({ workloads: [routed({ visibility: "internal" }, { origin })] });
  expect(findingsOf(visibilityExplicit, { graph })).toMatchObject([
    { fix: { safety: "safe", changes: [{ pointer: "/workload/route/visibility", value: "internal" }] } },
  ]);
  expect(found(visibilityExplicit, routed({}, { origins: { "route.visibility": originAt(9) } }))).toEqual([]);
});

test("an experiment is no stranger's business", () => {
  const service = { ...graphWith().service, criticality: "experimental" } as const;
  const of = (visibility: "internal" | "public") =>
    messagesOf(experimentalPublic, { graph: graphWith({ service, workloads: [routed({ visibility })] }) });
  expect(of("public")).toEqual(["orders is experimental, and main can be reached from everywhere."]);
  expect(of("internal")).toEqual([]);
});

test("a number may be used once for each protocol", () => {
  const port = (name: string, protocol: "TCP" | "UDP") =>
    ({ name, port: 53, targetPort: 53, protocol, origin: originAt(8) }) as const;
  const ports = [port("a", "TCP"), port("b", "UDP"), port("c", "TCP")];
  expect(found(portConflict, workloadWith({ ports }))).toEqual(["The ports c and a of main are both 53 over TCP."]);
});

test.each([
  [
    {
      kind: "Service",
      metadata: {
        links: [
          { title: "A", url: "http://a" },
          { title: "B", url: "https://b" },
        ],
      },
    },
    1,
  ],
  [{ kind: "Service", metadata: { links: "http://a" } }, 0],
  [{ kind: "Service", metadata: null }, 0],
  [{ kind: "Service" }, 0],
])("links of %j", (raw, count) => {
  const placeOf = (pointer: string) => ({ ...placeAt(3), pointer });
  const findings = findingsOf(httpsLinks, { document: { file: "towpath.yaml", raw, placeOf } });
  expect(findings).toHaveLength(count);
  for (const { fix } of findings)
    expect(fix?.changes).toMatchObject([{ pointer: "/metadata/links/0/url", value: "https://a" }]);
});
