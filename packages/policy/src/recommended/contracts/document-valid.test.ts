import { expect, test } from "vitest";
import { foundInRepository, saidOfRepository } from "../../testing/repository-findings.ts";
import { documentValid } from "./document-valid.ts";

const manifest = (exposes: object, folder = "") => ({
  [`${folder}towpath.yaml`]: JSON.stringify({ kind: "Service", metadata: { name: "orders" }, exposes }),
});
const openapi = { openapi: "3.0.3", info: { title: "Orders", version: "1" }, paths: { "/": {} } };
const of = (document: unknown) =>
  saidOfRepository(documentValid, {
    ...manifest({ api: { openapi: "api.yaml" } }),
    "api.yaml": typeof document === "string" ? document : JSON.stringify(document),
  });

test.each([
  [openapi, undefined],
  [{ ...openapi, openapi: "3.1.0", paths: undefined, webhooks: { a: {} } }, undefined],
  [{ ...openapi, openapi: 3.1 }, "does not say that it is OpenAPI"],
  [{ ...openapi, openapi: "4.0.0" }, "does not say that it is OpenAPI"],
  [{ ...openapi, paths: {} }, "describes nothing: it has no paths, webhooks or components"],
  [{ ...openapi, info: { title: "Orders" } }, "no title or version"],
  [{ ...openapi, info: [] }, "no title or version"],
  ["[1, 2]", "no YAML or JSON"],
  ["a: [", "no YAML or JSON"],
  ["", "no YAML or JSON"],
])("%j", (document, message) => {
  expect(of(document)).toEqual(message === undefined ? [] : [expect.stringContaining(message)]);
});

test("paths start at the manifest, stay in the repository, and what is missing is another's business", () => {
  const exposes = {
    api: { openapi: "../shared/api.yaml" },
    away: { openapi: "../../etc/passwd" },
    missing: { openapi: "nowhere.yaml" },
    events: { asyncapi: "events.yaml" },
    schema: { graphql: "schema.graphql" },
  };
  const files = {
    ...manifest(exposes, "orders/"),
    "shared/api.yaml": "{}",
    "orders/events.yaml": JSON.stringify({
      asyncapi: "3.0.0",
      info: { title: "E", version: "1" },
      channels: { a: {} },
    }),
    "orders/schema.graphql": "",
  };
  expect(foundInRepository(documentValid, files).map(({ address }) => address)).toEqual(["files.shared/api\\.yaml"]);
});

test("what is no manifest of a service is passed over", () => {
  for (const text of [
    "kind: Platform\nexposes: { a: { openapi: api.yaml } }",
    "kind: Service\nexposes: 3",
    "- a",
    "a: [",
  ])
    expect(saidOfRepository(documentValid, { "towpath.yaml": text, "api.yaml": "{}" })).toEqual([]);
});
