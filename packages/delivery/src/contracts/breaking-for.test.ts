import { describe, expect, test } from "vitest";
import type { GateFacts } from "../gates/gate.ts";
import { graphOf } from "../testing/graph.ts";
import { memoryStore } from "../testing/memory-store.ts";
import { releaseRecord } from "../testing/records.ts";
import { type BreakingFor, breakingFor, type ContractConsumer } from "./breaking-for.ts";
import { contractsGate } from "./contracts-gate.ts";
import { diffOpenApi } from "./open-api/diff-open-api.ts";
import { documentOf } from "./open-api/testing/open-api.ts";
import { readUses } from "./uses/read-uses.ts";

/** A contract whose order has these properties, all of them always there. */
const orders = (properties: Record<string, object>, more: object = {}) =>
  documentOf({
    openapi: "3.1.0",
    paths: {
      "/orders": {
        get: {
          operationId: "listOrders",
          parameters: [{ name: "limit", in: "query", schema: { type: "integer" } }],
          responses: { "200": answer({ type: "array", items: { $ref: "#/components/schemas/Order" } }) },
        },
        post: {
          requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Order" } } } },
          responses: { "201": answer({ $ref: "#/components/schemas/Order" }) },
        },
      },
      "/orders/{id}": {
        get: { operationId: "getOrder", responses: { "200": answer({ $ref: "#/components/schemas/Order" }) } },
      },
      ...more,
    },
    components: { schemas: { Order: { type: "object", properties, required: Object.keys(properties) } } },
  });
const answer = (schema: object) => ({ description: "", content: { "application/json": { schema } } });

const PARTS = {
  id: { type: "string" },
  total: { type: "integer" },
  lines: {
    type: "array",
    items: { type: "object", properties: { price: { type: "integer" }, sku: { type: "string" } } },
  },
};
const BEFORE = orders(PARTS);

const consumer = (uses: string | object | undefined, service = "billing"): ContractConsumer => ({
  service,
  place: { file: `${service}/towpath.yaml` },
  ...(uses === undefined
    ? {}
    : { uses: readUses(`${service}/uses.yaml`, Buffer.from(typeof uses === "string" ? uses : JSON.stringify(uses))) }),
});

function asked(
  after: ReturnType<typeof orders>,
  consumers: readonly ContractConsumer[],
  unseen: readonly string[] | "anybody" = [],
): BreakingFor {
  return breakingFor({
    contract: "the contract api of orders",
    before: BEFORE,
    changes: diffOpenApi(BEFORE, after),
    consumers,
    unseen,
  });
}

const without = (name: keyof typeof PARTS) =>
  orders(Object.fromEntries(Object.entries(PARTS).filter(([key]) => key !== name)));

describe("who says what it uses", () => {
  test.each<[string, string, BreakingFor["answer"]]>([
    ["the field", "operations: [{ operation: 'GET /orders/{id}', response: [/total] }]", "yes"],
    ["the field of each item", "operations: [{ operation: GET /orders, response: ['/*/total'] }]", "yes"],
    ["another field", "operations: [{ operation: 'GET /orders/{id}', response: [/id] }]", "no"],
    ["everything of the operation", "operations: ['GET /orders/{id}']", "yes"],
    ["the operation by its id", "operations: [{ operation: getOrder, response: [/total] }]", "yes"],
    ["another name for the parameter", "operations: [{ operation: 'GET /orders/{order}', response: [/total] }]", "yes"],
    ["what is sent alone", "operations: [{ operation: POST /orders, request: [/id], response: [] }]", "no"],
    ["nothing of the answer", "operations: [{ operation: GET /orders, parameters: [limit], response: [] }]", "no"],
  ])("%s of what is gone", (_, uses, expected) => {
    expect(asked(without("total"), [consumer(uses)]).answer).toBe(expected);
  });

  test("a type that changed within what is read whole", () => {
    const after = orders({
      ...PARTS,
      lines: { type: "array", items: { type: "object", properties: { price: { type: "string" } } } },
    });
    const reads = (pointer: string) =>
      asked(after, [consumer({ operations: [{ operation: "getOrder", response: [pointer] }] })]).answer;
    expect([reads("/lines"), reads("/lines/*/price"), reads("/lines/0/price"), reads("/id")]).toEqual([
      "yes",
      "yes",
      "yes",
      "no",
    ]);
  });

  test("a part that was optional is gone: it breaks who reads it and nobody else", () => {
    const after = orders({
      ...PARTS,
      lines: { type: "array", items: { type: "object", properties: { price: { type: "integer" } } } },
    });
    expect(diffOpenApi(BEFORE, after).every(({ kind }) => kind !== "breaking")).toBe(true);
    const reads = (pointer: string) => consumer({ operations: [{ operation: "getOrder", response: [pointer] }] });
    expect(asked(after, [reads("/lines/*/sku")]).answer).toBe("yes");
    expect(asked(after, [reads("/lines/*/price")], "anybody").answer).toBe("no");
    expect(asked(after, [consumer(undefined)]).answer).toBe("unanswerable");
  });

  test("a property that must be sent from now on breaks whoever sends the object", () => {
    const after = orders({ ...PARTS, note: { type: "string" } });
    expect(
      asked(after, [consumer({ operations: [{ operation: "POST /orders", request: ["/id"], response: [] }] })]).answer,
    ).toBe("yes");
    expect(asked(after, [consumer({ operations: [{ operation: "getOrder" }] })]).answer).toBe("no");
  });

  test("an answer that nobody reads may be of another type", () => {
    const one = (type: string) =>
      documentOf({
        openapi: "3.1.0",
        paths: { "/a": { get: { responses: { "200": { content: { [type]: { schema: {} } } } } } } },
      });
    const [before, after] = [one("text/csv"), one("application/json")];
    const changes = diffOpenApi(before, after);
    const asks = (uses: object) =>
      breakingFor({ contract: "it", before, changes, consumers: [consumer({ operations: [uses] })], unseen: [] })
        .answer;
    expect([asks({ operation: "GET /a", response: [] }), asks({ operation: "GET /a", parameters: [] })]).toEqual([
      "no",
      "yes",
    ]);
  });

  test("names whom it breaks, and by what", () => {
    const answer = asked(without("total"), [
      consumer("operations: [getOrder]"),
      consumer("operations: [{ operation: getOrder, response: [/id] }]", "mail"),
    ]);
    expect(answer).toMatchObject({
      answer: "yes",
      reason: "The contract api of orders breaks billing: Order.total is gone from answers, and was always there.",
      broken: [{ service: "billing", changes: [{ code: "property-removed" }] }],
    });
  });
});

describe("nobody knows", () => {
  test.each<[string, string | undefined, string]>([
    ["who does not say what it uses", undefined, "billing does not say which parts it uses (billing/towpath.yaml)"],
    ["who says it in a file that cannot be read", "operations: 1", "must have a list of `operations:`"],
    [
      "who names a field that is not there",
      "operations: [{ operation: getOrder, response: [/totl] }]",
      "GET /orders/{id} answers no /totl",
    ],
    ["who names an operation that is not there", "operations: [GET /order]", "there is no operation GET /order"],
  ])("%s", (_, uses, why) => {
    const answer = asked(without("total"), [consumer(uses)]);
    expect(answer).toMatchObject({ answer: "unanswerable", undecided: ["billing"] });
    expect(answer.reason).toContain(why);
    expect(answer.command).toContain("billing");
  });

  test("teams that may rely on it and are not here", () => {
    expect(asked(without("total"), [], ["team-mail"])).toMatchObject({
      answer: "unanswerable",
      reason: expect.stringContaining("team-mail"),
    });
    expect(asked(without("total"), [], "anybody")).toMatchObject({ answer: "unanswerable" });
    expect(asked(without("total"), [], []).answer).toBe("no");
  });

  test("what is broken for certain is broken, whoever else is not known", () => {
    expect(
      asked(without("total"), [consumer(undefined, "mail"), consumer("operations: [getOrder]")], "anybody"),
    ).toMatchObject({ answer: "yes", undecided: ["mail"] });
  });

  test("where nothing breaks, nobody needs to be asked", () => {
    const after = orders(PARTS, { "/carts": { get: { responses: {} } } });
    expect(asked(after, [consumer(undefined), consumer("operations: 1", "mail")], "anybody").answer).toBe("no");
    expect(asked(BEFORE, [consumer(undefined)], "anybody").reason).toBe("The contract api of orders is as it was.");
  });
});

test("a pact says what its tests sent and read", () => {
  const pact = (body: object, path = "/orders/17") => ({
    consumer: { name: "billing" },
    provider: { name: "orders" },
    interactions: [{ description: "an order", request: { method: "get", path }, response: { status: 200, body } }],
    metadata: { pactSpecification: { version: "2.0.0" } },
  });
  expect(asked(without("total"), [consumer(pact({ total: 3 }))]).answer).toBe("yes");
  expect(asked(without("total"), [consumer(pact({ id: "a", lines: [{ price: 1 }] }))]).answer).toBe("no");
  expect(asked(without("total"), [consumer(pact({ total: 3 }, "/carts/17"))])).toMatchObject({
    answer: "unanswerable",
  });
  const fields = Object.fromEntries(Array.from({ length: 11_000 }, (_, index) => [`f${index}`, 1]));
  expect(asked(without("total"), [consumer(pact({ total: 3, ...fields }))]).answer).toBe("yes");
  const fourth = {
    ...pact({}),
    metadata: { pactSpecification: { version: "4.0" } },
    interactions: [
      {
        request: { method: "POST", path: "/orders", body: { contentType: "application/json", content: { total: 1 } } },
        response: { status: 201 },
      },
    ],
  };
  const after = orders({ ...PARTS, total: { type: "string" } });
  expect(asked(after, [consumer(fourth)])).toMatchObject({
    answer: "yes",
    broken: [{ changes: [{ message: expect.stringContaining("in requests") }] }],
  });
  const mail = { contentType: { type: "string" }, content: { type: "string" } };
  const [before, later] = [orders(mail), orders({ content: mail.content })];
  const reads = consumer(pact({ contentType: "text/plain", content: "hello" }));
  expect(
    breakingFor({ contract: "it", before, changes: diffOpenApi(before, later), consumers: [reads], unseen: [] }).answer,
  ).toBe("yes");
});

describe("the gate", () => {
  const facts: GateFacts = {
    release: releaseRecord("1.0.0", 1),
    graph: graphOf("/services/orders"),
    state: memoryStore(),
    now: new Date("2026-03-02T10:00:00Z"),
    actor: "anna",
    kind: "planned",
    signal: new AbortController().signal,
  };
  const gate = async (...answers: readonly BreakingFor[]) => {
    const ask = contractsGate(async () => answers);
    return ask(facts);
  };
  const answered = (answer: BreakingFor["answer"]): BreakingFor => ({
    answer,
    reason: `${answer}.`,
    broken: answer === "yes" ? [{ service: "billing", changes: [] }] : [],
    undecided: [],
    ...(answer === "unanswerable" ? { command: "Ask." } : {}),
  });

  test("lets through what breaks nobody, and nothing else", async () => {
    expect(await gate()).toMatchObject({ gate: "contracts", answer: "allow" });
    expect(await gate(answered("no"))).toMatchObject({ answer: "allow", reason: "no." });
    expect(await gate(answered("no"), answered("unanswerable"))).toMatchObject({
      answer: "unknown",
      reason: "unanswerable.",
      todo: "Ask.",
    });
    expect(await gate(answered("unanswerable"), answered("yes"))).toMatchObject({
      answer: "deny",
      todo: expect.stringContaining("billing"),
    });
  });

  test("is unknown where it cannot be asked", async () => {
    const ask = contractsGate(() => Promise.reject(new Error("the store is gone")));
    expect(await ask(facts)).toMatchObject({ gate: "contracts", answer: "unknown" });
  });
});
