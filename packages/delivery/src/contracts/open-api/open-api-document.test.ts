import { expect, test } from "vitest";
import { diffOpenApi } from "./diff-open-api.ts";
import { readOpenApi } from "./open-api-document.ts";
import { documentOf, found, withOperation } from "./testing/open-api.ts";

const read = (text: string) => {
  const one = readOpenApi("api.yaml", Buffer.from(text));
  return "unread" in one ? one.unread : undefined;
};

test.each([
  ["nothing", "", "no document"],
  ["no YAML", "openapi: [", ""],
  ["another version", 'swagger: "2.0"', "does not say which version"],
  ["a later version", "openapi: 4.0.0", '"4.0.0"'],
  ["a list", "[]", "does not say which version"],
  ["a reference to a file", "openapi: 3.1.0\npaths:\n  /a: { $ref: ./a.yaml }", "outside of itself"],
  [
    "a reference to a host",
    "openapi: 3.1.0\npaths:\n  /a: { $ref: 'https://api.example/a.yaml' }",
    "outside of itself",
  ],
  [
    "a reference out of the repository",
    "openapi: 3.1.0\npaths:\n  /a: { $ref: ../../../etc/passwd }",
    "outside of itself",
  ],
  [
    "a reference to a file that ends like a part",
    "openapi: 3.1.0\npaths:\n  /a: { $ref: x/paths }",
    "outside of itself",
  ],
  ["a reference to nothing", "openapi: 3.1.0\npaths:\n  /a: { $ref: '#/components/a' }", "nothing is there"],
  [
    "a reference to what objects inherit",
    "openapi: 3.1.0\npaths:\n  /a: { $ref: '#/constructor' }",
    "nothing is there",
  ],
  ["too much", `openapi: 3.1.0\nx: "${"a".repeat(1_100_000)}"`, "bytes"],
  [
    "aliases that grow",
    `openapi: 3.1.0\na: &a [1,1,1,1,1,1,1,1,1,1]\n${[..."bcdefgh"].map((name, index) => `${name}: &${name} [${Array(10).fill(`*${"abcdefgh"[index]}`).join(",")}]`).join("\n")}`,
    "values",
  ],
])("%s is refused, with its place", (_, text, why) => {
  const unread = read(text);
  expect(unread?.why).toContain(why);
  expect(unread?.place.file).toBe("api.yaml");
  expect(unread?.todo).not.toBe("");
});

test("what looks like a reference in an example or a name is none", () => {
  expect(
    read(`openapi: 3.1.0
paths: {}
components:
  schemas:
    A: { type: object, example: { $ref: ./a.yaml }, properties: { $ref: { type: string } }, default: { $ref: b }, x-c: { $ref: c } }
  examples:
    E: { value: { $ref: ./e.yaml } }
`),
  ).toBeUndefined();
});

test("references that go in a circle lead nowhere and end", () => {
  const circle = documentOf({
    openapi: "3.1.0",
    paths: {
      "/a": { get: { responses: { "200": { content: { "a/b": { schema: { $ref: "#/components/schemas/A" } } } } } } },
    },
    components: { schemas: { A: { $ref: "#/components/schemas/B" }, B: { $ref: "#/components/schemas/A" } } },
  });
  expect(found(circle, circle)).toEqual([]);
});

test("a long chain of references and a deep schema are walked without the stack", () => {
  const chain = (last: object) => {
    const schemas: Record<string, object> = {};
    for (let index = 0; index < 5_000; index += 1)
      schemas[`S${index}`] =
        index === 4_999
          ? last
          : { type: "object", properties: { next: { $ref: `#/components/schemas/S${index + 1}` } } };
    return documentOf({
      openapi: "3.0.0",
      paths: {
        "/a": {
          get: { responses: { "200": { content: { "a/b": { schema: { $ref: "#/components/schemas/S0" } } } } } },
        },
      },
      components: { schemas },
    });
  };
  expect(found(chain({ type: "string" }), chain({ type: "integer" }))).toEqual(["breaking type-changed"]);
});

test("many operations of many schemas are compared in their number, not its square", () => {
  const many = (type: string) => {
    const schemas: Record<string, object> = {};
    const paths: Record<string, object> = {};
    for (let index = 0; index < 300; index += 1) {
      const properties: Record<string, object> = { value: { type } };
      for (let other = 0; other < 8; other += 1)
        properties[`p${other}`] = { $ref: `#/components/schemas/S${(index * 7 + other * 13) % 300}` };
      schemas[`S${index}`] = { type: "object", properties };
      paths[`/p${index}`] = {
        get: {
          responses: {
            "200": { content: { "application/json": { schema: { $ref: `#/components/schemas/S${index}` } } } },
          },
        },
      };
    }
    return documentOf({ openapi: "3.0.0", paths, components: { schemas } });
  };
  const [before, after] = [many("string"), many("integer")];
  const start = performance.now();
  expect(diffOpenApi(before, after)).toHaveLength(300);
  expect(performance.now() - start).toBeLessThan(10_000);
});

test("schemas that multiply when they are put together are refused before they fill the memory", () => {
  // What `b` is put together of is another set after each row of steps: there are more sets than anybody counts.
  const ref = (index: number) => ({ $ref: `#/components/schemas/S${index}` });
  const schemas: Record<string, object> = {
    S24: {},
    S0: { properties: { a: ref(0), b: { allOf: [ref(0), ref(1)] } } },
  };
  for (let index = 1; index < 24; index += 1)
    schemas[`S${index}`] = { properties: { a: ref(index + 1), b: ref(index + 1) } };
  const content = { "a/b": { schema: ref(0) } };
  const paths = { "/a": { get: { responses: { "200": { content } } } } };
  const one = documentOf({ openapi: "3.1.0", paths, components: { schemas } });
  expect(() => diffOpenApi(one, one)).toThrow(expect.objectContaining({ code: "delivery/contract-refused" }));
}, 120_000); // seconds of nothing but computing, of which a busy machine makes many

test("as many variants as fit into a document are paired in little time", () => {
  const oneOf = (bound: string, named: boolean): object[] =>
    Array.from({ length: 8_000 }, (_, index) => (named ? { title: `${bound} ${index}` } : { [bound]: index }));
  const start = performance.now();
  for (const named of [false, true]) {
    const [before, after] = ["maxLength", "minLength"].map((bound) =>
      withOperation({ requestBody: { content: { "a/b": { schema: { oneOf: oneOf(bound, named) } } } } }),
    );
    expect(before && after && diffOpenApi(before, after)).toHaveLength(16_000);
  }
  expect(performance.now() - start).toBeLessThan(20_000);
});

test("more differences than anybody counts are refused before they fill the memory", () => {
  const paths = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`/p${index}`, { get: {} }]));
  const servers = Array.from({ length: 500 }, (_, index) => ({ url: `https://s${index}.example` }));
  const [before, after] = [servers, []].map((urls) => documentOf({ openapi: "3.1.0", paths, servers: urls }));
  expect(() => before && after && diffOpenApi(before, after)).toThrow(
    expect.objectContaining({ code: "delivery/contract-refused" }),
  );
});
