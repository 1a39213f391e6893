import { isJsonObject, type Json, Secret } from "@towpath/core";
import type { GraphResource, GraphSetting, TemplatePart } from "@towpath/manifest";
import { terraformHere } from "@towpath/testkit/terraform";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rootModule } from "./root-module.ts";
import { runningRoot } from "./testing/run-root.ts";
import { writtenService } from "./testing/written-service.ts";

const program = terraformHere();
const RUNS = process.env["TOWPATH_LONG"] ? 30 : 1;
const WIDTH = process.env["TOWPATH_LONG"] ? 150 : 40;

const ECHO = `stateful: true
settings: { value: {}, other: { type: string } }
outputs: { ${["text", "whole", "value", "other", "mixed", "tags"].map((name) => `${name}: { type: string }`).join(", ")} }
recipes:
  terraform:
    module: ../modules/echo
    inputs: { value: "\${settings.value}", other: "\${settings.other}", mixed: "<\${settings.other}>", tags: {} }
    outputs: { whole: "{\${outputs.text}$" }
`;
const ECHO_MODULE = `variable "value" {
  type    = any
  default = null
}
variable "other" {
  type    = any
  default = null
}
variable "mixed" {
  type    = string
  default = null
}
variable "tags" { type = map(string) }
output "value" { value = var.value }
output "other" { value = var.other }
output "mixed" { value = var.mixed }
output "tags" { value = var.tags }
output "text" { value = "\\"$\${x}$\${" }
`;

/** Texts of what Terraform and HCL read something into, and of whatever else there is. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      "$",
      "%",
      "{",
      "}",
      "${",
      "%{",
      "$${",
      "%%{",
      "~",
      '"',
      "'",
      "\\",
      "\n",
      "\r",
      "\0",
      "\t",
      "/",
      "#",
    ),
    fc.constantFrom(
      "<<EOT",
      "if",
      "endif",
      "var.x",
      "\u2028",
      "\ufeff",
      "é",
      "e\u0301",
      "😀",
      "__proto__",
      "$${$${",
      "%{~",
    ),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
  maxLength: 12,
});
const key = fc.oneof(text, fc.constantFrom("//", "__proto__", "constructor", "source", "a.b", "0", "${var.x}"));
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 3 }),
  ),
}));

const cases = fc.record({ value: value.filter(isDistinct), before: text, after: text, secret: text, label: text });

/** As every text in Terraform: in Unicode's form NFC. */
function normal(of: Json): Json {
  if (typeof of === "string") return of.normalize("NFC");
  if (Array.isArray(of)) return [...of].map((item: Json) => normal(item));
  if (!isJsonObject(of)) return of;
  return Object.fromEntries(Object.entries(of).map(([name, member]) => [name.normalize("NFC"), normal(member)]));
}

/** Two keys that are one in that form cannot both arrive. */
function isDistinct(of: Json): boolean {
  if (typeof of !== "object" || of === null) return true;
  const names = isJsonObject(of) ? Object.keys(of).map((name) => name.normalize("NFC")) : [];
  return new Set(names).size === names.length && Object.values(of).every(isDistinct);
}

const known = (of: Json): Partial<GraphSetting> => ({ known: true, value: of });

function withSettings(
  resource: GraphResource,
  name: string,
  settings: Readonly<Record<string, object>>,
): GraphResource {
  const { value: basis } = resource.settings;
  if (!basis) throw new Error("There is no such setting.");
  const all = Object.entries(settings).map(([each, setting]) => [each, { ...basis, isSecret: false, ...setting }]);
  return { ...resource, name, address: `resources.${name}`, settings: Object.fromEntries(all) };
}

// Not run where there is no Terraform: terraformHere() says so in one line, and fails in CI.
describe.skipIf(program === undefined)("whatever a document says arrives in Terraform as that very text", () => {
  const service = () =>
    writtenService({
      manifest: "resources: { base: { type: echo, settings: { value: 1, other: x } } }\n",
      types: { echo: ECHO },
      files: { "platform/modules/echo/main.tf": ECHO_MODULE },
    });

  test("values and keys of settings, texts around outputs, secrets, tags, what other engines give", {
    timeout: 600_000,
  }, async () => {
    for (let run = 0; run < RUNS; run += 1) {
      const seed = Math.floor(Math.random() * 2 ** 31);
      const all = fc.sample(cases, { numRuns: WIDTH, seed });
      const { request, graph } = service();
      const [base] = graph.resources;
      if (!base) throw new Error("There is no resource.");
      const parts = (index: number, middle: TemplatePart): readonly TemplatePart[] => [
        { kind: "text", text: all[index]?.before ?? "" },
        middle,
        { kind: "text", text: all[index]?.after ?? "" },
      ];
      const template = (index: number, middle: TemplatePart) => ({
        known: false,
        why: "",
        template: { parts: parts(index, middle), isSecret: middle.kind === "secret", origin: base.origin },
      });
      const output = (address: string, name: string): TemplatePart => ({
        kind: "output",
        address,
        output: name,
        isSecret: false,
      });
      const wanted = all.flatMap((each, index) => [
        withSettings(base, `v${index}`, { value: known(each.value), other: known(each.secret) }),
        withSettings(base, `o${index}`, {
          value: template(index, output("resources.base", "text")),
          other: template(index, output("resources.base", "whole")),
        }),
        withSettings(base, `s${index}`, {
          value: template(index, { kind: "secret", address: `secrets.s${index}` }),
          other: template(index, output(`resources.elsewhere${index}`, "text")),
        }),
      ]);
      const root = await rootModule({
        ...request,
        graph: {
          ...graph,
          service: { ...graph.service, labels: { "cost-center": all[0]?.label ?? "" } },
          environment: {
            ...graph.environment,
            values: { any: all[1]?.label ?? "" },
            engines: [{ name: "cloud", kind: "terraform", options: { tags: { any: "${environment.any}" } } }],
          },
        },
        wanted: [base, ...wanted],
        secrets: async (address) =>
          new Secret(all[Number(address.slice("secrets.s".length))]?.secret.replaceAll("\0", "") ?? ""),
        outputs: async (address) => all[Number(address.slice("resources.elsewhere".length))]?.label,
      });
      const outputs = runningRoot(program ?? "", root).apply();
      const at = (label: string, name: string): Json | undefined => {
        const of = outputs[label];
        return of !== undefined && isJsonObject(of) ? of[name] : undefined;
      };
      for (const [index, each] of all.entries()) {
        const said = `case ${index} of seed ${seed}`;
        const around = (middle: string): string => `${each.before}${middle}${each.after}`.normalize("NFC");
        expect(at(`v${index}`, "value"), said).toEqual(normal(each.value));
        expect(at(`v${index}`, "mixed"), said).toBe(`<${each.secret}>`.normalize("NFC"));
        expect(at(`o${index}`, "value"), said).toBe(around('"${x}${'));
        expect(at(`o${index}`, "other"), said).toBe(around('{"${x}${$'));
        expect(at(`s${index}`, "value"), said).toBe(around(each.secret.replaceAll("\0", "")));
        expect(at(`s${index}`, "mixed"), said).toBe(`<${around(each.label)}>`.normalize("NFC"));
      }
      expect(at("v0", "tags")).toMatchObject({
        "cost-center": all[0]?.label.normalize("NFC"),
        any: all[1]?.label.normalize("NFC"),
      });
    }
  });
});
