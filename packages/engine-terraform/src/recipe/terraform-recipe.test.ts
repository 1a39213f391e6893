import { type JsonObject, Secret } from "@towpath/core";
import { describe, expect, test } from "vitest";
import { recipeOutputs } from "./recipe-outputs.ts";
import { terraformRecipe } from "./terraform-recipe.ts";

const place = { file: "types/db.yaml" };

const recipeWith = (options: JsonObject) =>
  terraformRecipe({ type: "db", recipe: { kind: "terraform", options, origin: { layer: "type", place } } });

function refusal(options: JsonObject): string {
  try {
    recipeWith(options);
    return "";
  } catch (error) {
    expect(error).toMatchObject({ code: "engine-terraform/recipe", place });
    return error instanceof Error ? error.message : "";
  }
}

describe("a recipe", () => {
  test("is read", () => {
    expect(
      recipeWith({
        module: "../modules/db",
        version: "2.1.0",
        inputs: { name: "${resource.name}" },
        outputs: { host: "fqdn", url: "db://${generated.password}@${outputs.fqdn}" },
        generated: { password: {}, other: { length: 16 }, third: null },
        adopt: "azurerm_x.this",
      }),
    ).toEqual({
      source: "../modules/db",
      version: "2.1.0",
      inputs: { name: "${resource.name}" },
      outputs: { host: "fqdn", url: "db://${generated.password}@${outputs.fqdn}" },
      generated: { password: { length: 40 }, other: { length: 16 }, third: { length: 40 } },
      adopt: "azurerm_x.this",
      place,
    });
    expect(recipeWith({ module: "acme/db/azurerm" })).toMatchObject({ inputs: {}, outputs: {}, generated: {} });
  });

  test("that cannot be is refused, with what it may be", () => {
    const module = "./m";
    expect(refusal({})).toContain("module of the recipe for db");
    for (const out of ["/etc", "~/m", "C:\\m", "file:///etc", "git::file:///etc", "\\\\host\\m"])
      expect(refusal({ module: out })).toContain("module of the recipe for db");
    expect(refusal({ module, input: {} })).toBe("input of the recipe for db is unknown.");
    for (const name of ["source", "version", "providers", "count", "for_each", "depends_on", "//", "a.b", "${x}", "_"])
      expect(refusal({ module, inputs: { [name]: 1 } })).toContain("inputs.");
    expect(refusal({ module, inputs: [1] })).toContain("inputs of");
    expect(refusal({ module, generated: { p: { length: 15 } } })).toContain("generated.p.length");
    expect(refusal({ module, generated: { p: { length: 129 } } })).toContain("generated.p.length");
    expect(refusal({ module, generated: { p: { size: 20 } } })).toContain("generated.p.size");
    expect(refusal({ module, generated: { "a b": {} } })).toContain("generated.a b");
    for (const output of ["a b", "${output.x}", "${outputs.x.y}", "${generated.q}", "${x", 'x"]', 1])
      expect(refusal({ module, outputs: { x: output } })).toContain("outputs.x");
  });
});

describe("what a resource gives", () => {
  const recipe = { outputs: { host: "fqdn", url: "db://${generated.p}@${outputs.fqdn}:${outputs.port}/$${x}" }, place };
  const of = (type: "string" | "integer" | "number" | "boolean", isSecret = false) => ({ type, isSecret });

  test("is made of what its module gives", () => {
    const given = { fqdn: "a.example", port: "5432", on: "true", share: 0.5 };
    const contract = {
      host: of("string"),
      port: of("integer"),
      on: of("boolean"),
      share: of("number"),
      url: of("string", true),
    };
    const outputs = recipeOutputs(recipe, contract, given, { p: new Secret("pa$$word") });
    expect(outputs).toMatchObject({ host: "a.example", port: 5432, on: true, share: 0.5 });
    const { url } = outputs;
    expect(url instanceof Secret && url.reveal()).toBe("db://pa$$word@a.example:5432/${x}");
  });

  test("is a secret when a part of it is one", () => {
    const outputs = recipeOutputs(recipe, { url: of("string") }, { fqdn: "a", port: 1 }, { p: new Secret("p") });
    expect(outputs["url"]).toBeInstanceOf(Secret);
    const password = recipeOutputs(recipe, { password: of("string", true) }, { password: "x" }, {});
    expect(password["password"]).toBeInstanceOf(Secret);
  });

  test("is refused when the module does not give it, or in another type", () => {
    const outputs = (given: JsonObject, type: "string" | "integer") => () =>
      recipeOutputs(recipe, { host: of(type) }, given, {});
    expect(outputs({}, "string")).toThrow("The output host is missing: the module gives no fqdn.");
    expect(outputs({ fqdn: null }, "string")).toThrow("is missing");
    expect(outputs({ fqdn: "a" }, "integer")).toThrow("The output host is no integer.");
    expect(outputs({ fqdn: ["a"] }, "string")).toThrow("is no string");
    expect(() => recipeOutputs(recipe, { url: of("string") }, { fqdn: "a", port: 1 }, {})).toThrow("names nothing");
  });
});
