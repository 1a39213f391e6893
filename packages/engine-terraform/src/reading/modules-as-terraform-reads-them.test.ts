import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { isJson, isJsonObject, type Json, nodeFiles } from "@towpath/core";
import { readModule } from "@towpath/manifest/terraform";
import { terraformHere } from "@towpath/testkit/terraform";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";

const run = promisify(execFile);
const terraform = terraformHere();
const isLong = Boolean(process.env["TOWPATH_LONG"]);
const folder = realpathSync(mkdtempSync(join(tmpdir(), "towpath-read-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Said {
  readonly summary: string;
  readonly detail: string;
  /** `module "m1"`, and so on. */
  readonly context: string;
}

/** What Terraform says of the configuration in a folder. */
async function validate(at: string, hasModules: boolean): Promise<readonly Said[]> {
  const options = { cwd: at, env: { PATH: process.env["PATH"], CHECKPOINT_DISABLE: "1", HOME: folder } };
  const program = terraform ?? "";
  if (hasModules)
    await run(program, ["init", "-backend=false", "-input=false", "-no-color"], options).catch(() => undefined);
  const { stdout } = await run(program, ["validate", "-json"], { ...options, maxBuffer: 1 << 26 }).catch(
    (error: unknown) => ({ stdout: Object(error).stdout ?? "" }),
  );
  const value: unknown = JSON.parse(stdout);
  if (!isJson(value) || !isJsonObject(value)) throw new Error(stdout);
  const all: readonly Json[] = Array.isArray(value["diagnostics"]) ? value["diagnostics"] : [];
  return all.flatMap((one) => {
    if (!isJsonObject(one) || one["severity"] !== "error") return [];
    const snippet = isJsonObject(one["snippet"] ?? null) ? one["snippet"] : {};
    const context = isJsonObject(snippet ?? null) ? Object(snippet)["context"] : "";
    return [{ summary: String(one["summary"]), detail: String(one["detail"] ?? ""), context: String(context ?? "") }];
  });
}

function write(at: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(at, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(at, name), text);
}

// Modules, as people and programs write them.

const name = fc.stringMatching(/^[a-z_][a-z0-9_-]{0,6}$/).filter((one) => !RESERVED.has(one));
const RESERVED = new Set([
  "source",
  "version",
  "providers",
  "count",
  "for_each",
  "lifecycle",
  "depends_on",
  "locals",
  "_",
]);

const type: fc.Arbitrary<string> = fc.letrec<{ type: string }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom("string", "number", "bool", "any"),
    tie("type").map((of) => `list(${of})`),
    tie("type").map((of) => `map( ${of} )`),
    tie("type").map((of) => `set(${of})`),
    fc.array(tie("type"), { minLength: 1, maxLength: 3 }).map((all) => `tuple([${all.join(", ")}])`),
    fc
      .uniqueArray(fc.tuple(name, tie("type"), fc.boolean()), { maxLength: 3, selector: ([key]) => key })
      .map(
        (all) =>
          `object({${all.map(([key, of, isOptional]) => `\n  ${key} = ${isOptional ? `optional(${of})` : of}`).join("")}\n})`,
      ),
  ),
})).type;

/** What stands beside, and must not be taken for more than it is. */
const noise = fc.constantFrom(
  "",
  '# variable "no" {}\n',
  "// }\n",
  '/* output "no" { \n */\n',
  'locals {\n  a = "} ${"{ \\" variable"} %{if true}{%{endif} $${x}"\n}\n',
  'locals {\n  b = <<-END\n  variable "no" {}\n  ${<<X\n}\nX\n  }\n  END\n}\n',
  "locals {\n  c = { for k, v in { a = 1 } : k => v\n  if v > 0 }\n}\n",
  "locals {\n  d = [\n    1, # ]\n    2,\n  ]\n}\n",
  "locals {\r\n  e = 1\r\n}\r\n",
);

const variable = fc.record({
  name,
  type: fc.option(type, { nil: undefined }),
  rest: fc.subarray(["default = null", "sensitive = true", 'description = "default = 1 }"', "nullable = true"]),
  isShort: fc.boolean(),
});

const module = fc.record({
  variables: fc.uniqueArray(variable, { maxLength: 5, selector: (one) => one.name }),
  outputs: fc.uniqueArray(fc.tuple(name, fc.boolean()), { maxLength: 4, selector: ([one]) => one }),
  noises: fc.array(noise, { maxLength: 3 }),
  isJson: fc.boolean(),
  overrides: fc.boolean(),
});
type Written = typeof module extends fc.Arbitrary<infer T> ? T : never;

function filesOf({ variables, outputs, noises, isJson: inJson, overrides }: Written): Record<string, string> {
  // A block of locals may be there once by each name.
  const beside = [...new Set(noises)].join("");
  const first = variables[0];
  const override: Record<string, string> =
    overrides && first ? { "x_override.tf": `variable "${first.name}" {\n  default = null\n}\n` } : {};
  if (inJson)
    return {
      "main.tf.json": JSON.stringify({
        ...(variables.length === 0
          ? {}
          : {
              variable: Object.fromEntries(
                variables.map((one) => [
                  one.name,
                  {
                    ...(one.type === undefined ? {} : { type: one.type }),
                    ...(one.rest.includes("default = null") ? { default: null } : {}),
                    ...(one.rest.includes("sensitive = true") ? { sensitive: true } : {}),
                  },
                ]),
              ),
            }),
        ...(outputs.length === 0
          ? {}
          : { output: outputs.map(([one, isSensitive]) => ({ [one]: { value: 1, sensitive: isSensitive } })) }),
      }),
      "beside.tf": beside,
      ...override,
    };
  const blocks = variables.map((one) => {
    const lines = [...(one.type === undefined ? [] : [`type = ${one.type}`]), ...one.rest];
    const [only] = lines;
    if (only === undefined) return `variable "${one.name}" {}\n`;
    return one.isShort && lines.length === 1
      ? `variable ${one.name} { ${only} }\n`
      : `variable "${one.name}" {\n  ${lines.join("\n  ")}\n}\n`;
  });
  const given = outputs.map(
    ([one, isSensitive]) => `output "${one}" {\n  value = 1\n  sensitive = ${isSensitive}\n}\n`,
  );
  return { "main.tf": [...blocks, beside, ...given].join(""), ...override };
}

/** A call of a module that gives these inputs. */
function called(of: string, inputs: readonly string[], label = of): string {
  return `module "${label}" {\n  source = "../${of}"\n${inputs.map((input) => `  ${input} = null\n`).join("")}}\n`;
}

function inWords({ summary, detail, context }: Said): string {
  const [, label = ""] = /"([^"]*)"/.exec(context) ?? [];
  return summary === "Missing required argument"
    ? `${label} needs ${/argument "([^"]*)"/.exec(detail)?.[1]}`
    : `${context}: ${summary}: ${detail}`;
}

// Says by itself why it does not run: there is no Terraform here.
describe.skipIf(terraform === undefined)("what is read of a module is what Terraform sees in it", () => {
  test("which variables there are and must be given, which outputs there are", { timeout: 300_000 }, async () => {
    const many = fc.array(module, { minLength: 2, maxLength: 2 });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(many, async (modules) => {
        round += 1;
        const root = join(folder, `root-${round}`);
        const whole: string[] = [];
        for (const [index, one] of modules.entries()) {
          const of = `m${index}`;
          write(join(root, of), filesOf(one));
          const read = readModule(join(root, of), root, nodeFiles);
          expect(read.flaws).toEqual([]);
          const required = [...read.variables.values()].flatMap((each) => (each.isRequired ? [each.name] : []));
          whole.push(called(of, [...read.variables.keys()]), called(of, required, `${of}_required`));
          for (const output of read.outputs.keys())
            whole.push(`output "${of}_${output}" {\n  value = module.${of}.${output}\n  sensitive = true\n}\n`);
          // Alone: of several calls that lack something Terraform names some, and not always the same.
          write(join(root, `without-${of}`), { "main.tf": called(of, []) });
          const lacking = required.map((each) => `${of} needs ${each}`);
          expect((await validate(join(root, `without-${of}`), true)).map(inWords).sort()).toEqual(lacking.sort());
        }
        write(join(root, "whole"), { "main.tf": whole.join("") });
        expect((await validate(join(root, "whole"), true)).map(inWords)).toEqual([]);
      }),
      { numRuns: isLong ? 30 : 3 },
    );
  });

  test("what it takes has no flaw, and what has a flaw it does not take", { timeout: 300_000 }, async () => {
    const damage = fc.record({
      of: module,
      at: fc.nat(),
      put: fc.constantFrom("", '"', "{", "}", "=", "\n", "#", "]", "é", "1"),
    });
    let round = 0;
    let broken = 0;
    await fc.assert(
      fc.asyncProperty(damage, async ({ of, at, put }) => {
        round += 1;
        const home = join(folder, `damaged-${round}`);
        const files = Object.entries(filesOf(of)).map(([file, text]) => {
          const cut = text.length === 0 ? 0 : at % text.length;
          return [file, file.includes("override") ? text : text.slice(0, cut) + put + text.slice(cut + 1)];
        });
        write(home, Object.fromEntries(files));
        const { flaws } = readModule(home, home, nodeFiles);
        if (flaws.length === 0) return;
        broken += 1;
        const said = await validate(home, false);
        expect({ flaws, said: said.length > 0, files }).toMatchObject({ said: true });
      }),
      { numRuns: isLong ? 1_000 : 40 },
    );
    expect(broken).toBeGreaterThan(0);
  });
});
