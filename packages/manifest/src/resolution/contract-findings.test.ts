import { formatPlace } from "@towpath/core";
import { describe, expect, test } from "vitest";
import { loadPlatform } from "../platform/load-platform.ts";
import { loadService } from "../service/load-service.ts";
import { memoryFiles } from "../testing/memory-files.ts";
import { contractFindings, serviceContracts } from "./contract-findings.ts";
import { environmentsOf } from "./environments.ts";
import { resolve } from "./resolve.ts";

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-a: {}, team-b: {}, team-c: {} }
environments: { dev: { engine: local }, prod: { engine: local } }
`;
const service = (name: string, owner: string, more: string): string =>
  `apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: ${name}, owner: ${owner} }\n${more}`;
const PAYMENTS = service(
  "payments",
  "team-a",
  "exposes: { api: { openapi: a.yaml, allow: [team-b] }, open: { openapi: a.yaml } }\n",
);

function found(...texts: readonly string[]): readonly string[] {
  const files = memoryFiles({
    "platform.yaml": PLATFORM,
    ...Object.fromEntries(texts.map((text, index) => [`s${index}/towpath.yaml`, text])),
  });
  const platform = loadPlatform("platform.yaml", files, "/repo").value;
  if (!platform) throw new Error("The platform is right.");
  const services = texts.flatMap((_, index) => {
    const { value } = loadService(`s${index}`, files, "/repo");
    if (!value) return [];
    const graphs = environmentsOf(value, platform).flatMap(
      (environment) => resolve({ service: value, platform, environment, now: new Date(0) }).graph ?? [],
    );
    return [serviceContracts(value, platform, graphs)];
  });
  return contractFindings(services).map(
    ({ code, message, places, environments, suggestions }) =>
      `${places.map(formatPlace).join(" and ")} ${code} (${environments.join()}) ${[message, ...suggestions].join(" ")}`,
  );
}

describe("what a service consumes", () => {
  test("is a contract that the other exposes, in every environment where it is asked for", () => {
    const orders = service("orders", "team-b", "consumes: { p: { service: payments, contract: apy } }\n");
    expect(found(orders, PAYMENTS)).toEqual([
      's0/towpath.yaml:4:13 and s1/towpath.yaml:4:1 manifest/unknown-contract (dev) payments exposes no contract "apy". Did you mean "api"? There are api, open.',
      's0/towpath.yaml:4:13 and s1/towpath.yaml:4:1 manifest/unknown-contract (prod) payments exposes no contract "apy". Did you mean "api"? There are api, open.',
    ]);
    const overlaid = `${orders.replace("apy", "api")}environments: { dev: {}, prod: { consumes: { p: { contract: none } } } }\n`;
    expect(found(overlaid, PAYMENTS)).toMatchObject([
      expect.stringContaining('(prod) payments exposes no contract "none"'),
    ]);
  });

  test("may live elsewhere", () => {
    expect(found(service("orders", "team-b", "consumes: { p: { service: payments, contract: apy } }\n"))).toEqual([]);
  });

  test("is exposed to its team", () => {
    const of = (team: string, contract: string): readonly string[] =>
      found(
        service(
          "orders",
          team,
          `consumes: { p: { service: payments, contract: ${contract} } }\nenvironments: { dev: {} }\n`,
        ),
        PAYMENTS,
      );
    expect(of("team-b", "api")).toEqual([]);
    expect(of("team-a", "api")).toEqual([]);
    expect(of("team-c", "open")).toEqual([]);
    expect(of("team-c", "api")).toEqual([
      "s0/towpath.yaml:4:13 and s1/towpath.yaml:4:43 manifest/contract-not-allowed (dev) payments exposes api to team-b, and orders belongs to team-c. Ask team-a to add team-c to it.",
    ]);
  });

  test("nothing is said of a contract that is broken where it is exposed", () => {
    const orders = service("orders", "team-b", "consumes: { p: { service: payments, contract: api } }\n");
    expect(found(orders, PAYMENTS.replace("{ openapi: a.yaml, allow: [team-b] }", "3"))).toEqual([]);
    expect(found(orders, service("payments", "team-a", ""))).toMatchObject([
      expect.stringContaining("payments exposes nothing."),
      expect.anything(),
    ]);
  });
});
