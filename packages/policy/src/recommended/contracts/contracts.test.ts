import type { GraphConsumption, GraphContract } from "@towpath/manifest";
import { expect, test } from "vitest";
import { addressesOf, messagesOf } from "../../testing/found.ts";
import { graphWith, originAt } from "../../testing/subjects.ts";
import { allowList } from "./allow-list.ts";
import { contractNamed } from "./contract-named.ts";
import { experimentalExposed } from "./experimental-exposed.ts";
import { usesStated } from "./uses-stated.ts";

const contract = (facts: Partial<GraphContract>): GraphContract => ({
  address: "exposes.api",
  name: "api",
  kind: "openapi",
  path: "openapi.yaml",
  origin: originAt(9),
  ...facts,
});
const consumption = (facts: Partial<GraphConsumption>): GraphConsumption => ({
  address: "consumes.payments",
  name: "payments",
  clients: [],
  origin: originAt(12),
  ...facts,
});

test("a contract without a list of teams is everybody's, one with an empty list nobody's", () => {
  const graph = graphWith({ exposes: [contract({}), contract({ name: "events", allow: [] })] });
  expect(addressesOf(allowList, { graph })).toEqual([["exposes.api.allow", 9]]);
  const service = { ...graph.service, criticality: "experimental" } as const;
  expect(addressesOf(experimentalExposed, { graph: { ...graph, service } })).toEqual([["exposes.api", 9]]);
  expect(messagesOf(experimentalExposed, { graph })).toEqual([]);
});

test("what is relied on has a name, and parts", () => {
  const consumes = [
    consumption({ service: "payments" }),
    consumption({ name: "prices", service: "prices", contract: "api" }),
    consumption({ name: "stock", service: "stock", contract: "api", uses: "stock.json" }),
    consumption({ name: "cards", clients: ["stripe"] }),
  ];
  const graph = graphWith({ consumes });
  expect(addressesOf(contractNamed, { graph })).toEqual([["consumes.payments.contract", 12]]);
  expect(addressesOf(usesStated, { graph })).toEqual([["consumes.prices.uses", 12]]);
});
