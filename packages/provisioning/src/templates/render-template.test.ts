import { Secret } from "@towpath/core";
import type { Template, TemplatePart } from "@towpath/manifest";
import { describe, expect, test } from "vitest";
import type { OutputValue } from "../engine.ts";
import { renderTemplate, renderValue, resolveVariables } from "./render-template.ts";

const origin = { layer: "service", place: { file: "towpath.yaml" } } as const;
const template = (...parts: readonly TemplatePart[]): Template => ({ parts, isSecret: false, origin });
const text = (value: string): TemplatePart => ({ kind: "text", text: value });
const output = (name: string): TemplatePart => ({
  kind: "output",
  address: "resources.db",
  output: name,
  isSecret: false,
});

const values: Readonly<Record<string, OutputValue>> = {
  host: "127.0.0.1",
  port: 5432,
  url: new Secret("postgres://p@h"),
};
const context = {
  outputs: async (address: string, name: string) => (address === "resources.db" ? values[name] : undefined),
  secrets: async (address: string) => new Secret(`value of ${address}`),
};

describe("a template", () => {
  test("is filled in with what there is", async () => {
    expect(await renderTemplate(template(text("http://"), output("host"), text(":"), output("port")), context)).toBe(
      "http://127.0.0.1:5432",
    );
    expect(await renderTemplate(template(), context)).toBe("");
  });

  test("is a secret as soon as some part of it is one", async () => {
    const withOutput = await renderTemplate(template(text("x "), output("url")), context);
    const withSecret = await renderTemplate(template({ kind: "secret", address: "secrets.key" }), context);
    const declared = await renderTemplate({ ...template(text("x")), isSecret: true }, context);
    expect([withOutput, withSecret, declared].map(String)).toEqual(["[secret]", "[secret]", "[secret]"]);
    expect(withOutput instanceof Secret && withOutput.reveal()).toBe("x postgres://p@h");
    expect(withSecret instanceof Secret && withSecret.reveal()).toBe("value of secrets.key");
  });

  test("says what is not there yet, and where it is asked for", async () => {
    await expect(renderTemplate(template(output("jdbcUrl")), context)).rejects.toMatchObject({
      code: "provisioning/output-missing",
      message: 'resources.db has no output "jdbcUrl" yet.',
      place: { file: "towpath.yaml" },
    });
    expect(await renderValue(template(text("a"), output("jdbcUrl")), context)).toBeUndefined();
  });

  test("that is one output alone keeps its type", async () => {
    expect(await renderValue(template(output("port")), context)).toBe(5432);
    expect(await renderValue(template(text(""), output("port")), context)).toBe("5432");
  });

  test("fills all variables of a workload", async () => {
    const variables = { PORT: template(output("port")), __proto__: template(text("x")), URL: template(output("url")) };
    const resolved = await resolveVariables({ variables }, context);
    expect(resolved["PORT"]).toBe("5432");
    expect(String(resolved["URL"])).toBe("[secret]");
  });
});
