import type { JsonObject } from "@towpath/core";
import { graphWith } from "@towpath/testkit";
import { describe, expect, test } from "vitest";
import { backendBlock } from "./backend-block.ts";
import { providerBlocks } from "./provider-blocks.ts";

const graph = { ...graphWith({ service: "shop", environment: "prod" }) };
const block = (type: string, config: JsonObject, of = graph) => backendBlock(of, "cloud", { type, config });

function refusal(type: string, config: JsonObject): string {
  try {
    block(type, config);
    return "";
  } catch (error) {
    expect(error).toMatchObject({ code: "engine-terraform/backend-options", place: graph.environment.origin.place });
    return error instanceof Error ? error.message : "";
  }
}

describe("a backend", () => {
  test("has a key of its own for each service, environment and engine", () => {
    expect(block("azurerm", { container_name: "c" })).toEqual({
      backend: { azurerm: { container_name: "c", key: "shop/prod/cloud.tfstate" } },
    });
    expect(block("s3", {})).toEqual({ backend: { s3: { key: "shop/prod/cloud.tfstate" } } });
    expect(block("gcs", {})).toEqual({ backend: { gcs: { prefix: "shop/prod/cloud" } } });
    expect(block("consul", {})).toEqual({ backend: { consul: { path: "shop/prod/cloud" } } });
    expect(block("pg", {})).toEqual({
      backend: { pg: { schema_name: expect.stringMatching(/^shop-prod-cloud-[0-9a-f]{8}$/) } },
    });
    expect(block("kubernetes", {})).toEqual({
      backend: { kubernetes: { secret_suffix: expect.stringMatching(/^shop-prod-cloud-[0-9a-f]{8}$/) } },
    });
    expect(block("cloud", { organization: "acme", workspaces: { project: "p" } })).toEqual({
      cloud: { organization: "acme", workspaces: { project: "p", name: expect.stringMatching(/^shop-prod-cloud-/) } },
    });
  });

  test("names that are parted differently stay apart, and are short enough", () => {
    const one = block("kubernetes", {}, graphWith({ service: "a-b", environment: "c" }));
    const other = block("kubernetes", {}, graphWith({ service: "a", environment: "b-c" }));
    expect(one).not.toEqual(other);
    const { backend } = block("pg", {}, graphWith({ service: "s".repeat(63), environment: "e".repeat(63) }));
    expect(JSON.stringify(backend)).toMatch(/"[se-]{54}-[0-9a-f]{8}"/);
  });

  test("takes a key of the platform's that tells services apart, and no other", () => {
    expect(block("azurerm", { key: "x/${service.name}" })).toEqual({ backend: { azurerm: { key: "x/shop" } } });
    expect(block("http", { address: "https://state.example/${service.name}/${environment.name}" })).toEqual({
      backend: { http: { address: "https://state.example/shop/prod" } },
    });
    expect(refusal("azurerm", { key: "state" })).toBe(
      'backend.azurerm of engine "cloud" has one key for all services.',
    );
    expect(refusal("azurerm", { key: "$${service.name}" })).toContain("for all services");
    expect(refusal("cloud", { workspaces: { name: "all" } })).toContain("has one workspaces.name for all services");
    expect(refusal("cloud", { workspaces: { tags: ["a"] } })).toContain("many workspaces");
    expect(refusal("http", { address: "https://state.example/all" })).toContain("does not tell services apart");
    expect(refusal("newer", {})).toContain("does not tell services apart");
    expect(refusal("inmem", { a: "${service.name}" })).toContain("forget");
    expect(refusal("local", { path: "${service.name}.tfstate" })).toContain("no absolute path");
    expect(refusal("azurerm", { container_name: "${environment.none}" })).toContain("cannot be filled in");
  });

  test("holds no credentials", () => {
    for (const [type, config] of [
      ["azurerm", { access_key: "x" }],
      ["azurerm", { sas_token: "x" }],
      ["s3", { secret_key: "x" }],
      ["s3", { assume_role: { token: "x" } }],
      ["pg", { conn_str: "postgres://user:pw@db.example/state" }],
      ["pg", { conn_str: "host=db user=u password=pw" }],
      ["http", { address: "https://u:p@state.example/${service.name}" }],
      ["http", { address: "https://state.example/${service.name}", password: "x" }],
      ["gcs", { credentials: "x" }],
      ["cloud", { token: "x" }],
    ] as const)
      expect(refusal(type, config)).toContain("holds a credential");
    expect(block("pg", { conn_str: "postgres://db.example/state" })).toHaveProperty("backend.pg.conn_str");
  });

  test("what the platform says is text", () => {
    const values = { ...graph, environment: { ...graph.environment, values: { any: "${x}%{y}" } } };
    expect(block("azurerm", { container_name: "${environment.any}" }, values)).toMatchObject({
      backend: { azurerm: { container_name: "$${x}%%{y}" } },
    });
  });
});

test("a provider is configured with what the environment says, and no credentials", () => {
  const values = { ...graph, environment: { ...graph.environment, values: { id: "a${b}", on: true } } };
  const provider = (config: JsonObject) =>
    providerBlocks(values, "cloud", { providers: { p: { source: "a/p", config } } });
  expect(
    provider({ features: {}, id: "${environment.id}", on: "${environment.on}", list: ["${service.name}"] }),
  ).toEqual({
    p: { features: {}, id: "a$${b}", on: true, list: ["shop"] },
  });
  expect(() => provider({ client_secret: "x" })).toThrow(
    'providers.p.config of engine "cloud" holds a credential: client_secret.',
  );
  expect(() => provider({ id: "${environment.none}" })).toThrow(
    "cannot be filled in: id: ${environment.none} names nothing.",
  );
  expect(() => provider({ id: "${settings.none}" })).toThrow("start with environment or service");
});
