import { describe, expect, test } from "vitest";
import { diffOpenApi } from "./diff-open-api.ts";
import { documentOf, found, withOperation } from "./testing/open-api.ts";

const TEXT = { type: "string" };
const parameter = (name: string, more: object = {}, place = "query") => ({ name, in: place, schema: TEXT, ...more });
const parameters = (...all: readonly object[]) => withOperation({ parameters: all });
const body = (more: object = {}, types: readonly string[] = ["application/json"]) =>
  withOperation({
    requestBody: { content: Object.fromEntries(types.map((type) => [type, { schema: TEXT }])), ...more },
  });
const answers = (...statuses: readonly string[]) =>
  withOperation({
    responses: Object.fromEntries(
      statuses.map((status) => [status, { description: "", content: { "application/json": { schema: TEXT } } }]),
    ),
  });
const headers = (all: object) => withOperation({ responses: { "200": { description: "", headers: all } } });
const paths = (all: object, more: object = {}) =>
  documentOf({ openapi: "3.1.0", info: { title: "a", version: "1" }, paths: all, ...more });
const get = (more: object = {}) => ({ get: { responses: { "200": { description: "" } }, ...more } });
const bearer = {
  components: {
    securitySchemes: {
      a: { type: "http", scheme: "bearer" },
      b: { type: "apiKey", in: "header", name: "key" },
      c: { type: "http", scheme: "Bearer" },
    },
  },
};
const secured = (...security: readonly object[]) => withOperation({ security }, bearer);

describe("operations", () => {
  test.each<[string, Parameters<typeof found>, readonly string[]]>([
    ["one that is gone", [paths({ "/a": get(), "/b": get() }), paths({ "/a": get() })], ["breaking operation-removed"]],
    [
      "one that is gone and was deprecated",
      [paths({ "/a": get({ deprecated: true }) }), paths({})],
      ["risky operation-removed"],
    ],
    ["one that is new", [paths({}), paths({ "/a": get() })], ["safe operation-added"]],
    [
      "one that is deprecated",
      [paths({ "/a": get() }), paths({ "/a": get({ deprecated: true }) })],
      ["safe operation-deprecated"],
    ],
    ["another name for a parameter in the path", [paths({ "/a/{x}": get() }), paths({ "/a/{y}": get() })], []],
    [
      "another operationId",
      [paths({ "/a": get({ operationId: "a" }) }), paths({ "/a": get({ operationId: "b" }) })],
      ["risky operation-id-changed"],
    ],
    ["an operationId where there was none", [paths({ "/a": get() }), paths({ "/a": get({ operationId: "b" }) })], []],
    [
      "tags, summaries and descriptions",
      [paths({ "/a": get() }), paths({ "/a": get({ tags: ["x"], summary: "y", description: "z", "x-a": 1 }) })],
      [],
    ],
    [
      "a server that is gone",
      [paths({ "/a": get() }, { servers: [{ url: "/v1" }] }), paths({ "/a": get() }, { servers: [{ url: "/v2" }] })],
      ["risky server-removed"],
    ],
    [
      "a path item elsewhere",
      [
        paths({ "/a": get() }),
        paths({ "/a": { $ref: "#/components/pathItems/a" } }, { components: { pathItems: { a: get() } } }),
      ],
      [],
    ],

    ["an optional parameter more", [parameters(), parameters(parameter("a"))], ["safe parameter-added"]],
    [
      "a required parameter more",
      [parameters(), parameters(parameter("a", { required: true }))],
      ["breaking required-parameter-added"],
    ],
    ["a parameter less", [parameters(parameter("a")), parameters()], ["risky parameter-removed"]],
    [
      "a parameter becomes required",
      [parameters(parameter("a")), parameters(parameter("a", { required: true }))],
      ["breaking parameter-required"],
    ],
    [
      "a parameter becomes optional",
      [parameters(parameter("a", { required: true })), parameters(parameter("a"))],
      ["safe parameter-optional"],
    ],
    [
      "a parameter moves",
      [parameters(parameter("a")), parameters(parameter("a", {}, "header"))],
      ["risky parameter-removed", "safe parameter-added"],
    ],
    [
      "a header in other letters",
      [parameters(parameter("X-A", {}, "header")), parameters(parameter("x-a", {}, "header"))],
      [],
    ],
    [
      "a parameter of another type",
      [parameters(parameter("a")), parameters(parameter("a", { schema: { type: "boolean" } }))],
      ["breaking type-changed"],
    ],
    [
      "a parameter in another form",
      [parameters(parameter("a")), parameters(parameter("a", { explode: false }))],
      ["breaking parameter-form-changed"],
    ],
    [
      "the form that counts anyway",
      [parameters(parameter("a")), parameters(parameter("a", { style: "form", explode: true }))],
      [],
    ],
    [
      "a parameter that becomes a document",
      [
        parameters(parameter("a")),
        parameters({ name: "a", in: "query", content: { "application/json": { schema: TEXT } } }),
      ],
      ["breaking parameter-form-changed"],
    ],
    [
      "a parameter is deprecated",
      [parameters(parameter("a")), parameters(parameter("a", { deprecated: true }))],
      ["safe parameter-deprecated"],
    ],

    ["a body more", [withOperation({}), body()], ["safe body-added"]],
    ["a required body more", [withOperation({}), body({ required: true })], ["breaking required-body-added"]],
    ["a body less", [body(), withOperation({})], ["risky body-removed"]],
    ["a body becomes required", [body(), body({ required: true })], ["breaking body-required"]],
    ["a body becomes optional", [body({ required: true }), body()], ["safe body-optional"]],
    ["a media type less", [body({}, ["application/json", "text/csv"]), body()], ["breaking media-type-removed"]],
    ["a media type more", [body(), body({}, ["application/json", "text/csv"])], ["safe media-type-added"]],
    ["a media type becomes a range", [body(), body({}, ["application/*"])], []],
    [
      "a media type in other letters",
      [body({}, ["application/json; charset=utf-8"]), body({}, ["Application/JSON;charset=utf-8"])],
      [],
    ],

    ["a success less", [answers("200", "202"), answers("200")], ["breaking status-removed"]],
    ["a failure less", [answers("200", "404"), answers("200")], ["risky status-removed"]],
    ["a success more", [answers("200"), answers("200", "202")], ["risky status-added"]],
    ["a failure more", [answers("200"), answers("200", "404")], ["safe status-added"]],
    ["a failure that was covered", [answers("200", "4XX"), answers("200", "404", "4XX")], []],
    ["statuses become a class", [answers("200", "404"), answers("200", "4XX")], []],
    ["statuses become the rest", [answers("200", "404"), answers("200", "default")], []],
    ["a header less", [headers({ A: { schema: TEXT } }), headers({})], ["risky answer-header-removed"]],
    [
      "a required header less",
      [headers({ A: { schema: TEXT, required: true } }), headers({})],
      ["breaking answer-header-removed"],
    ],
    [
      "a header becomes optional",
      [headers({ A: { schema: TEXT, required: true } }), headers({ a: { schema: TEXT } })],
      ["breaking answer-header-optional"],
    ],
    [
      "a header of another type",
      [headers({ A: { schema: TEXT } }), headers({ A: { schema: { type: "integer" } } })],
      ["breaking type-changed"],
    ],

    [
      "a sign-in where there was none",
      [withOperation({}, bearer), secured({ a: [] })],
      ["breaking security-tightened"],
    ],
    ["a sign-in that is left out", [secured({ a: [] }), withOperation({}, bearer)], ["safe security-loosened"]],
    ["another way in", [secured({ a: [] }), secured({ a: [] }, { b: [] })], ["safe security-loosened"]],
    ["a way in less", [secured({ a: [] }, { b: [] }), secured({ a: [] })], ["breaking security-tightened"]],
    ["both instead of one", [secured({ a: [] }), secured({ a: [], b: [] })], ["breaking security-tightened"]],
    ["a scope more", [secured({ a: ["read"] }), secured({ a: ["read", "write"] })], ["breaking security-tightened"]],
    ["a scope less", [secured({ a: ["read", "write"] }), secured({ a: ["read"] })], ["safe security-loosened"]],
    ["the same way in by another name", [secured({ a: [] }), secured({ c: [] })], []],
    ["a sign-in becomes optional", [secured({ a: [] }), secured({ a: [] }, {})], ["safe security-loosened"]],
  ])("%s", (_, [before, after], expected) => {
    expect(found(before, after)).toEqual(expected);
  });
});

test("a webhook goes the other way: what is sent must stay what it was, and what is taken may be more", () => {
  const hook = (properties: object, required: readonly string[]) => {
    const schema = { type: "object", properties, required };
    const content = { "application/json": { schema } };
    return documentOf({
      openapi: "3.1.0",
      info: { title: "a", version: "1" },
      webhooks: { paid: { post: { requestBody: { content }, responses: { "200": { description: "" } } } } },
    });
  };
  expect(found(hook({}, []), hook({ a: TEXT }, ["a"]))).toEqual(["safe property-added"]);
  expect(found(hook({ a: TEXT }, ["a"]), hook({}, []))).toEqual(["breaking property-removed"]);
  expect(found(hook({}, []), documentOf({ openapi: "3.1.0", info: {}, paths: {} }))).toEqual([
    "breaking operation-removed",
  ]);
});

test("a callback is one as well", () => {
  const called = (type: string) =>
    withOperation({
      callbacks: {
        done: {
          "{$request.body#/url}": {
            post: { requestBody: { content: { "application/json": { schema: { type } } } }, responses: {} },
          },
        },
      },
    });
  const changes = diffOpenApi(called("integer"), called("number"));
  expect(changes.map(({ kind, code }) => `${kind} ${code}`)).toEqual(["breaking type-widened"]);
  expect(changes[0]?.uses.operations).toEqual(["callback done {$request.body#/url} of POST /orders POST"]);
});

describe("3.0", () => {
  const answer = (schema: object, version = "3.0.3") =>
    withOperation(
      { responses: { "200": { description: "", content: { "application/json": { schema } } } } },
      { components: { schemas: { A: TEXT } } },
      version,
    );

  test("what it calls nullable is null, and what it calls exclusive is a bound", () => {
    expect(found(answer(TEXT), answer({ ...TEXT, nullable: true }))).toEqual(["breaking null-allowed"]);
    expect(found(answer({ ...TEXT, nullable: true }), answer({ type: ["string", "null"] }, "3.1.0"))).toEqual([]);
    expect(
      found(
        answer({ allOf: [{ $ref: "#/components/schemas/A" }] }),
        answer({ nullable: true, allOf: [{ $ref: "#/components/schemas/A" }] }),
      ),
    ).toEqual(["breaking null-allowed"]);
    expect(
      found(
        answer({ type: "integer", minimum: 1, exclusiveMinimum: true }),
        answer({ type: "integer", exclusiveMinimum: 1 }, "3.1.0"),
      ),
    ).toEqual([]);
  });

  test("what stands beside a reference says nothing, and since 3.1 it does", () => {
    const beside = { $ref: "#/components/schemas/A", maxLength: 3 };
    expect(found(answer({ $ref: "#/components/schemas/A" }), answer(beside))).toEqual([]);
    expect(found(answer(beside, "3.1.0"), answer({ $ref: "#/components/schemas/A" }, "3.1.0"))).toEqual([
      "breaking maxLength-removed",
    ]);
  });
});

test("a change of a component is said once, with all operations that use it, at its line", () => {
  const yaml = (type: string) => `openapi: 3.1.0
info: { title: Orders, version: "1" }
paths:
  /orders:
    get:
      responses:
        "200": { description: all, content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Order" } } } } }
  /orders/{id}:
    get:
      responses:
        "200": { description: one, content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } } }
components:
  schemas:
    Order:
      type: object
      properties:
        total:
          type: ${type}
`;
  const changes = diffOpenApi(
    documentOf(yaml("integer"), "api/orders.yaml"),
    documentOf(yaml("string"), "api/orders.yaml"),
  );
  expect(changes).toEqual([
    {
      kind: "breaking",
      code: "type-changed",
      message: "Order.total is a text in answers, and was a whole number.",
      in: "after",
      at: "/components/schemas/Order/properties/total/type",
      place: {
        file: "api/orders.yaml",
        pointer: "/components/schemas/Order/properties/total/type",
        range: { start: { line: 18, column: 11 }, end: { line: 18, column: 15 } },
      },
      uses: {
        operations: ["GET /orders", "GET /orders/{id}"],
        part: "/components/schemas/Order/properties/total",
        direction: "response",
      },
    },
  ]);
});

test("what is gone stands where it was, and is shown where it would be", () => {
  const before = documentOf(
    "openapi: 3.1.0\npaths:\n  /a: { get: { responses: {} } }\n  /b: { get: { responses: {} } }\n",
    "api.yaml",
  );
  const after = documentOf("openapi: 3.1.0\npaths:\n  /a: { get: { responses: {} } }\n", "api.yaml");
  expect(diffOpenApi(before, after)).toMatchObject([
    {
      message: "GET /b: it is gone.",
      at: "/paths/~1b/get",
      in: "before",
      place: { file: "api.yaml", range: { start: { line: 2, column: 1 } } },
      uses: { operations: ["GET /b"], isGone: true },
    },
  ]);
});

test("schemas that refer to themselves and to each other are compared to their end", () => {
  const tree = (type: string) =>
    withOperation(
      {
        responses: {
          "200": {
            description: "",
            content: { "application/json": { schema: { $ref: "#/components/schemas/Node" } } },
          },
        },
      },
      {
        components: {
          schemas: {
            Node: {
              type: "object",
              properties: {
                children: { type: "array", items: { $ref: "#/components/schemas/Node" } },
                peer: { $ref: "#/components/schemas/Peer" },
              },
            },
            Peer: {
              allOf: [
                { $ref: "#/components/schemas/Node" },
                { $ref: "#/components/schemas/Peer" },
                { properties: { name: { type } } },
              ],
            },
            Loop: { $ref: "#/components/schemas/Loop" },
          },
        },
      },
    );
  expect(found(tree("string"), tree("string"))).toEqual([]);
  expect(found(tree("string"), tree("integer"))).toEqual(["breaking type-changed"]);
});

test("a list of anything becomes a list of such lists, without end", () => {
  const list = (items: object) =>
    withOperation(
      {
        responses: {
          "200": {
            description: "",
            content: { "application/json": { schema: { $ref: "#/components/schemas/List" } } },
          },
        },
      },
      { components: { schemas: { List: { type: "array", ...items } } } },
    );
  const [any, lists] = [list({}), list({ items: { $ref: "#/components/schemas/List" } })];
  expect(found(any, lists)).toEqual(["safe type-narrowed"]);
  expect(found(lists, any)).toEqual(["breaking type-widened"]);
});
