import { formatPlace } from "@towpath/core";
import { describe, expect, test } from "vitest";
import { memoryFiles } from "../../../testing/memory-files.ts";
import { loadPlatform } from "../../load-platform.ts";
import { checkPlatform } from "../check-platform.ts";

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments:
  prod:
    engines: { azure: { kind: terraform } }
    values: { region: eu, zones: [1, 2], public: false }
resourceTypes: [db.yaml]
`;

/** What is said of a recipe and its module, with settings and outputs as they are given. */
function said(given: {
  readonly settings?: string;
  readonly outputs?: string;
  readonly recipe: string;
  readonly module: string;
  readonly files?: Readonly<Record<string, string>>;
}): readonly string[] {
  const files = memoryFiles({
    "platform.yaml": PLATFORM,
    "db.yaml": `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: db }
versions: [{ version: "17", status: current }]
settings: { ${given.settings ?? ""} }
outputs: { ${given.outputs ?? ""} }
recipes:
  terraform: { module: ./m, ${given.recipe} }
`,
    "m/main.tf": given.module,
    ...given.files,
  });
  const { value: platform, findings } = loadPlatform("platform.yaml", files, "/repo");
  expect(findings).toEqual([]);
  if (!platform) throw new Error("no platform");
  const now = new Date("2026-11-22T12:00:00Z");
  return checkPlatform({ platform, files, now, drivers: new Map() }).map(
    ({ places, code, level, message, suggestions }) =>
      [
        `${places.map(formatPlace).join(" and ")} ${code}${level === "advisory" ? " (advisory)" : ""}`,
        message,
        ...suggestions,
      ].join("\n  "),
  );
}

/** An input with a value, for a variable of a type. */
function fits(input: string, type: string, settings = ""): readonly string[] {
  return said({ recipe: `inputs: { x: ${input} }`, module: `variable "x" {\n  type = ${type}\n}\n`, settings }).map(
    (text) => text.split("\n")[1]?.trim() ?? "",
  );
}

describe("a value that a recipe gives", () => {
  test.each([
    ["1", "number"],
    ['"1.5e3"', "number"],
    ["-2", "string"],
    ["true", "string"],
    ['"true"', "bool"],
    ["null", "number"],
    ["[a, 1]", "list(string)"],
    ["[1, two]", "tuple([number, string])"],
    ["[1, 1]", "set(number)"],
    ["{ a: 1, b: 2 }", "map(number)"],
    ["{ a: 1 }", "object({ a = number, b = optional(string) })"],
    ["{ a: { b: [x] } }", "any"],
    ["[[a], [b]]", "list(list(string))"],
  ])("%s is taken by %s", (input, type) => {
    expect(fits(input, type)).toEqual([]);
  });

  test.each([
    ["one", "number", 'The input x is "one"; expected a number.'],
    ["true", "number", "The input x is true; expected a number."],
    ["1", "bool", "The input x is 1; expected true or false."],
    ["a", "list(string)", 'The input x is "a"; expected a list.'],
    ["[a]", "string", "The input x is a list; expected a text."],
    ["{ a: 1 }", "list(number)", "The input x is a mapping; expected a list."],
    ["[1]", "map(number)", "The input x is a list; expected a mapping."],
    ["[1, b]", "list(number)", 'The input x.1 is "b"; expected a number.'],
    ["[1]", "tuple([number, string])", "The input x is a list of 1; expected a list of 2."],
    ["{ a: { b: true } }", "map(object({ b = number }))", "The input x.a.b is true; expected a number."],
    ["{ b: 1 }", "object({ a = string, b = number })", 'The input x lacks "a", a text.'],
    [
      "{ a: 1, bb: 2 }",
      "object({ a = number, b = optional(number) })",
      "The input x.bb is left out by Terraform: the variable's type does not name it.",
    ],
  ])("%s is not taken by %s", (input = "", type = "", message = "") => {
    expect(fits(input, type)).toEqual([message]);
  });
});

describe("a setting that a recipe hands on", () => {
  test.each([
    ["{ type: integer, default: 1 }", "number"],
    ["{ type: integer, default: 1 }", "string"],
    ["{ enum: ['1', '2'], default: '1' }", "number"],
    ["{ const: 3 }", "number"],
    ["{ type: string, pattern: '^[0-9]+$', default: '1' }", "number"],
    ["{ type: array, items: { type: string }, default: [] }", "set(string)"],
    ["{ type: object, properties: { a: { type: integer } }, default: {} }", "map(number)"],
    [
      "{ type: object, required: [a], properties: { a: { type: integer }, b: { type: string, default: x } }, default: { a: 1 } }",
      "object({ a = number, b = string, c = optional(bool) })",
    ],
    ["{ type: object, default: {} }", "object({ a = number })"],
  ])("%s fits %s", (setting, type) => {
    expect(fits('"${settings.s}"', type, `s: ${setting}`)).toEqual([]);
  });

  test.each([
    ["{ type: string, default: a }", "number", "which is a text; expected a number."],
    ["{ type: boolean, default: true }", "number", "which is true or false; expected a number."],
    ["{ enum: [small, large], default: small }", "number", 'which is "small"; expected a number.'],
    ["{ const: off }", "bool", 'which is "off"; expected true or false.'],
    ["{ type: array, items: { type: string }, default: [] }", "string", "which is a list; expected a text."],
    [
      "{ type: array, items: { type: string }, default: [] }",
      "list(number)",
      "which has items of which each is a text; expected a number.",
    ],
    ["{ type: object, default: {} }", "list(any)", "which is a mapping; expected a list."],
    [
      "{ type: object, properties: { a: { type: integer } }, default: {} }",
      "object({ a = number })",
      'which may lack "a", which the variable\'s type demands.',
    ],
    [
      "{ type: object, properties: { a: { type: string, default: x } }, default: {} }",
      "object({ a = bool })",
      'which has "a", which is a text; expected true or false.',
    ],
  ])("%s does not fit %s", (setting, type, message) => {
    expect(fits('"${settings.s}"', type, `s: ${setting}`)).toEqual([`The input x is \${settings.s}, ${message}`]);
  });

  test("may not be left out where the module needs it, nor stand in a text", () => {
    const module = 'variable "a" {}\nvariable "b" {}\nvariable "c" { default = 1 }\n';
    const recipe = 'inputs: { a: "${settings.s}", b: "b-${settings.s}", c: "${settings.s}" }';
    expect(said({ settings: "s: { type: string }", recipe, module })).toMatchInlineSnapshot(`
      [
        "db.yaml:8:42 and db.yaml:5:13 and m/main.tf:1:1 manifest/missing-key
        The module needs a, and the setting s that it gets may be left out.
        Give the setting a default, or the variable one.",
        "db.yaml:8:62 and db.yaml:5:13 and m/main.tf:2:1 manifest/wrong-type
        The input b has \${settings.s} within a text, and the setting may have no value.
        Give the setting a default, or let the placeholder stand alone.",
      ]
    `);
  });

  test("has no default in the type, and one in every environment", () => {
    const module = 'variable "a" {}\n';
    const platform = PLATFORM.replace("    values:", "    settings: { db: { s: { default: x } } }\n    values:");
    expect(
      said({
        settings: "s: { type: string }",
        recipe: 'inputs: { a: "${settings.s}" }',
        module,
        files: { "platform.yaml": platform },
      }),
    ).toEqual([]);
  });
});

test("other placeholders are what they stand for", () => {
  const module = `variable "zones" { type = number }
variable "public" { type = bool }
variable "labels" { type = map(string) }
variable "list" { type = list(string) }
variable "count_of" { type = number }
variable "version_of" { type = number }
`;
  const inputs = [
    'zones: "${environment.zones}"',
    'public: "${environment.public}"',
    'labels: "${service.labels}"',
    'list: "${service.labels}"',
    'count_of: "n${service.name}"',
    'version_of: "${resource.version}"',
  ];
  expect(said({ recipe: `inputs: { ${inputs.join(", ")} }`, module })).toMatchInlineSnapshot(`
    [
      "db.yaml:8:46 and platform.yaml:7:34 and m/main.tf:1:1 manifest/wrong-type
      The input zones is \${environment.zones}, which is a list; expected a number (in prod).
      The variable is number.",
      "db.yaml:8:138 and m/main.tf:4:1 manifest/wrong-type
      The input list is \${service.labels}, which is a mapping; expected a list.
      The variable is list(string).",
      "db.yaml:8:169 and m/main.tf:5:1 manifest/wrong-type
      The input count_of is a text; expected a number.
      The variable is number.",
    ]
  `);
});

describe("secrets", () => {
  const recipe =
    'generated: { password: { length: 32 } }, inputs: { password: "${generated.password}", n: "${generated.password.version}" }';
  const variables = (options: string) =>
    `variable "password" {\n  type = string\n  ${options}\n}\nvariable "n" { type = number }\n`;

  test("that are generated go into an ephemeral variable", () => {
    expect(said({ recipe, module: variables("ephemeral = true") })).toEqual([]);
    expect(said({ recipe, module: variables("sensitive = true") })).toMatchInlineSnapshot(`
      [
        "db.yaml:8:90 and m/main.tf:1:1 manifest/secret-exposed
        The input password takes \${generated.password}, and its variable is not ephemeral: Terraform would keep the secret in its state.
        Write \`ephemeral = true\` in the variable, and give it to write-only arguments (NAME_wo) only.",
      ]
    `);
  });

  test("are named as they are", () => {
    const wrong = recipe.replace("${generated.password}", "${generated.pasword}").replace(".version", ".digest");
    expect(said({ recipe: wrong, module: variables("ephemeral = true") })).toMatchInlineSnapshot(`
      [
        "db.yaml:8:90 manifest/placeholder
        The placeholder \${generated.pasword} names nothing: "pasword" is not generated.
        Did you mean "password"?",
        "db.yaml:8:117 manifest/placeholder
        The placeholder \${generated.password.digest} names nothing: of what is generated there is its version.
        There is version.",
      ]
    `);
  });

  test("do not leave by an output that is none, and are shown by none", () => {
    const module =
      'output "key" {\n  value = 1\n  sensitive = true\n}\noutput "open" { value = 1 }\noutput "gone" {\n  value = 1\n  ephemeral = true\n}\n';
    expect(
      said({
        outputs:
          "key: { type: string }, open: { type: string, secret: true }, gone: { type: string, secret: true }, url: { type: string }",
        recipe:
          'generated: { p: {} }, outputs: { url: "x://${generated.p}:${outputs.key}@${outputs.opne}/${settings.x}" }',
        module,
      }),
    ).toMatchInlineSnapshot(`
      [
        "db.yaml:8:3 and db.yaml:6:73 and m/main.tf:6:1 manifest/invalid-value
        The output gone is the module's gone, which is ephemeral: nobody could keep it.
        Take \`ephemeral\` out of the module's output, or compose the output of \${generated.NAME}.",
        "db.yaml:8:3 and db.yaml:6:12 and m/main.tf:1:1 manifest/secret-exposed
        The output key holds the module's key, which is sensitive, and is no secret itself.
        Write \`secret: true\` in the output, or wrap what is no secret in nonsensitive() in the module.",
        "db.yaml:8:3 and db.yaml:6:35 and m/main.tf:5:1 manifest/secret-exposed (advisory)
        The output open is a secret, and the module's open is not sensitive: Terraform would show it.
        Write \`sensitive = true\` in the module's output.",
        "db.yaml:8:67 and db.yaml:6:111 manifest/missing-output
        The recipe for terraform does not give url: the module has no output "opne".
        Did you mean "open"?
        There are gone, key, open.",
        "db.yaml:8:67 manifest/placeholder
        The placeholder \${settings.x} names nothing: it starts with none of outputs and generated.
        There are outputs, generated.",
        "db.yaml:8:67 and db.yaml:6:111 manifest/secret-exposed
        The output url holds \${generated.p}, and is no secret.
        Write \`secret: true\` in the output.",
        "db.yaml:8:67 and db.yaml:6:111 and m/main.tf:1:1 manifest/secret-exposed
        The output url holds the module's key, which is sensitive, and is no secret itself.
        Write \`secret: true\` in the output, or wrap what is no secret in nonsensitive() in the module.",
      ]
    `);
  });
});

describe("a module", () => {
  test("that calls others, which are not there, lead out, or lead back", () => {
    const files = {
      "m/near/main.tf": 'module "back" { source = "../" }\n',
      "m/broken/main.tf": 'variable "x" {\n  type = strng\n}\n',
    };
    const calls = [
      ["near", "./near"],
      ["broken", "./broken"],
      ["out", "../../elsewhere"],
      ["none", "./none"],
      ["registry", "acme/x/azurerm"],
    ].map(([name, source]) => `module "${name}" {\n  source = "${source}"\n}\n`);
    const module = `${calls.join("")}module "versioned" {\n  source  = "./near"\n  version = "1.0.0"\n}\nmodule "blank" {}\n`;
    expect(said({ recipe: "inputs: {}", module, files })).toMatchInlineSnapshot(`
      [
        "db.yaml:8:24 and m/near/main.tf:1:1 manifest/module
        The module "./m" cannot be used: the module call back leads back to "../", so that it would call itself without end.",
        "db.yaml:8:24 and m/main.tf:20:1 manifest/module
        The module "./m" cannot be used: the module call blank names no source, or one that is no plain text.",
        "db.yaml:8:24 and m/main.tf:10:1 manifest/module
        The module "./m" cannot be used: the module call none leads to "./none", where no module is.",
        "db.yaml:8:24 and m/main.tf:7:1 manifest/module
        The module "./m" cannot be used: the module call out leads to "../../elsewhere", which leaves the repository.",
        "db.yaml:8:24 and m/main.tf:16:1 manifest/module
        The module "./m" cannot be used: the module call versioned has a version, which a folder cannot have.",
        "db.yaml:8:24 and m/broken/main.tf:2:3 manifest/module
        The module "./m" cannot be used: the type of the variable x is none that is known.",
      ]
    `);
  });

  test("from elsewhere is named in one version", () => {
    const of = (address: string, more = "") =>
      said({
        recipe: `inputs: {}${more}`,
        module: "",
        files: {
          "db.yaml": `apiVersion: towpath.dev/v1\nkind: ResourceType\nmetadata: { name: db }\nrecipes:\n  terraform: { module: "${address}"${more} }\n`,
        },
      });
    expect(of("acme/postgres/azurerm", ', version: "~> 1.2"')).toEqual([]);
    expect(of("git::https://example.com/m.git?ref=v1")).toEqual([]);
    expect([
      ...of("acme/postgres/azurerm"),
      ...of("git::https://example.com/m.git"),
      ...of("/srv/m"),
    ]).toMatchInlineSnapshot(`
      [
        "db.yaml:5:24 manifest/missing-key (advisory)
        The module "acme/postgres/azurerm" is named in no version: what it makes could change from one run to the next.
        Add \`version: "~> 1.2"\`, as its registry has it.",
        "db.yaml:5:24 manifest/missing-key (advisory)
        The module "git::https://example.com/m.git" is named in no version: what it makes could change from one run to the next.
        Add ?ref=TAG to its address.",
        "db.yaml:5:24 manifest/path
        The path "/srv/m" is absolute; write it relative to the document.",
      ]
    `);
  });

  test.each([
    "git::https://anna:hunter2@example.com/m.git?ref=v1",
    "git::https://hunter2@example.com/m.git?ref=v1",
    "git::ssh://git@example.com/m.git?ref=v1&sshkey=hunter2",
    "s3::https://bucket.example.com/m.zip?aws_access_key_secret=hunter2",
  ])("from elsewhere has no credential in its address: %s", (address) => {
    const type = `apiVersion: towpath.dev/v1\nkind: ResourceType\nmetadata: { name: db }\nrecipes:\n  terraform: { module: "${address}" }\n`;
    const files = memoryFiles({ "platform.yaml": PLATFORM, "db.yaml": type });
    const { value } = loadPlatform("platform.yaml", files, "/repo");
    const findings = value ? checkPlatform({ platform: value, files, now: new Date(0), drivers: new Map() }) : [];
    expect(findings).toMatchObject([{ code: "manifest/secret-exposed", places: [{ isSecret: true }] }]);
    expect(JSON.stringify(findings)).not.toContain("hunter2");
  });

  test("holds what is taken over", () => {
    const module = 'resource "azurerm_x" "main" {}\n';
    expect(said({ recipe: 'adopt: "azurerm_x.main[0]"', module })).toEqual([]);
    expect(said({ recipe: "adopt: module.inner.azurerm_x.main", module })).toEqual([]);
    expect([
      ...said({ recipe: "adopt: azurerm_x.man", module }),
      ...said({ recipe: "adopt: x y", module }),
    ]).toMatchInlineSnapshot(`
      [
        "db.yaml:8:36 manifest/invalid-value
        The module makes no "azurerm_x.man".
        Did you mean "azurerm_x.main"?",
        "db.yaml:8:36 manifest/invalid-value
        "x y" is no address of a resource.
        Write it as Terraform does: TYPE.NAME, such as azurerm_storage_account.main.",
      ]
    `);
  });
});
