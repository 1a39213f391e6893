import type { JsonObject } from "@towpath/core";
import { expect, test } from "vitest";
import { terraformOptions } from "./terraform-options.ts";

const place = { file: "platform.yaml" };
const read = (options: JsonObject) => terraformOptions({ name: "cloud", kind: "terraform", options }, place);

function refusal(options: JsonObject): string {
  try {
    read(options);
    return "";
  } catch (error) {
    expect(error).toMatchObject({ code: "engine-terraform/engine-options", place });
    return error instanceof Error ? error.message : "";
  }
}

test("options of an engine are read", () => {
  expect(read({})).toEqual({ providers: {}, variables: [], tags: {}, risks: {} });
  const options = {
    backend: { azurerm: { container_name: "state" } },
    providers: {
      azurerm: { source: "hashicorp/azurerm", version: "~> 4.40", config: { features: {} } },
      x: { source: "a/b" },
    },
    program: "tofu",
    version: ">= 1.11, < 2",
    lock: "./terraform.lock.hcl",
    variables: ["ACME_TOKEN"],
    tags: { team: "${service.owner}", cost: 4711 },
    risks: { azurerm_x: { delete: "data-loss", attributes: { sku_name: "restart" } } },
  };
  expect(read(options)).toMatchObject({
    ...options,
    backend: { type: "azurerm", config: { container_name: "state" } },
    tags: { team: "${service.owner}", cost: "4711" },
  });
  expect(read({ backend: { cloud: null } }).backend).toEqual({ type: "cloud", config: {} });
});

test("what is not as expected is refused by name", () => {
  expect(refusal({ backends: {} })).toBe('backends of engine "cloud" is unknown.');
  for (const backend of ["azurerm", {}, { a: {}, b: {} }, { a: 1 }, { "a b": {} }])
    expect(refusal({ backend })).toContain('of engine "cloud" is not as expected');
  expect(refusal({ providers: { azurerm: {} } })).toContain("providers.azurerm.source");
  expect(refusal({ providers: { "a.b": { source: "a/b" } } })).toContain("providers.a.b");
  expect(refusal({ providers: { a: { source: "a/b", config: { alias: "x" } } } })).toContain(
    "providers.a.config.alias",
  );
  expect(refusal({ program: "bash" })).toContain("program");
  expect(refusal({ version: 1 })).toContain("version");
  expect(refusal({ variables: ["A=B"] })).toContain("variables");
  expect(refusal({ variables: "A" })).toContain("variables");
  expect(refusal({ tags: { a: {} } })).toContain("tags.a");
  expect(refusal({ risks: { x: { delete: "bad" } } })).toContain("risks.x.delete");
  expect(refusal({ risks: { x: { remove: "none" } } })).toContain("risks.x.remove");
  expect(refusal({ risks: { x: { attributes: { a: 1 } } } })).toContain("risks.x.attributes.a");
});
