import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { variablesOf, YAML_SUBJECTS } from "../yaml-rule/subject/variables.ts";
import { functions } from "./functions/functions.ts";
import { type CelType, type ObjectType, typeName } from "./type/cel-type.ts";

const page = readFileSync(new URL("../../docs/cel.md", import.meta.url), "utf8").replaceAll(/ +/g, " ");

function collect(type: CelType, into: Map<string, ObjectType>): void {
  if (type.kind === "list") collect(type.item, into);
  if (type.kind === "map") collect(type.value, into);
  if (type.kind !== "object" || into.has(type.name)) return;
  into.set(type.name, type);
  for (const property of type.properties.values()) collect(property.type, into);
}

it("lists every property", () => {
  const all = new Map<string, ObjectType>();
  for (const subject of YAML_SUBJECTS) {
    for (const { type } of Object.values(variablesOf(subject, ["*"], {}, new Map()))) collect(type, all);
  }
  const rows = [...all.values()].flatMap(({ name, properties }) => {
    const shown = [...properties].map(
      ([key, { type, isOptional }]) => `\`${key}\`${isOptional ? "?" : ""} ${typeName(type)}`,
    );
    return shown.length === 0 ? [] : [`| \`${name}\` | ${shown.join(", ")} |`];
  });
  expect(rows.filter((row) => !page.includes(row))).toEqual([]);
});

it("lists every function", () => {
  const rows = functions.map(({ name, isMethod, takes, gives }) => {
    const [receiver = "", ...args] = takes.map(typeName);
    const call = isMethod ? `${receiver}.${name}(${args.join(", ")})` : `${name}(${takes.map(typeName).join(", ")})`;
    return `| \`${call}\` | ${typeName(gives)} |`;
  });
  expect(rows.filter((row) => !page.includes(row))).toEqual([]);
});
