/**
 * Writes `src/generated/`: types, validators that need no schema compiler at run time, the schemas themselves and the
 * starter platform. With `--check` it writes nothing and says whether what is there is in step.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { digestJson, type Json } from "@towpath/core";
import { Ajv2020 } from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";
import { parseEvents } from "js-yaml";
import { compileFromFile } from "json-schema-to-typescript";
import { compose } from "../src/document/compose.ts";
import { storeNode } from "../src/document/stored-node.ts";

const root = join(import.meta.dirname, "..");
const target = join(root, "src/generated");
const BANNER = "// Written by `npm run generate` from schemas/ and starter/. Do not edit.\n";
/** The types that the package uses by name; the others stay inside their file. */
const EXPORTED = new Set([
  "Lifecycle",
  "NestedSetting",
  "PlatformEnvironment",
  "PlatformManifest",
  "ResourceTypeManifest",
  "RuleLevel",
  "ServiceManifest",
  "SettingDefinition",
  "SettingOverlay",
]);
const KINDS = { service: "validateService", platform: "validatePlatform", "resource-type": "validateResourceType" };

/** What the generated validators would import from ajv, written out. */
const INLINED = {
  "ajv/dist/runtime/ucs2length": "(text) => { let length = 0; for (const _ of text) length += 1; return length; }",
} as const;

function schemaOf(kind: string): Record<string, unknown> {
  const schema: unknown = JSON.parse(readFileSync(join(root, "schemas", `${kind}.json`), "utf8"));
  if (typeof schema !== "object" || schema === null) throw new Error(`schemas/${kind}.json is no object.`);
  return { ...schema };
}

async function types(kind: string): Promise<string> {
  const code = await compileFromFile(join(root, "schemas", `${kind}.json`), {
    cwd: join(root, "schemas"),
    bannerComment: BANNER,
    unknownAny: true,
    style: { printWidth: 120 },
  });
  const shared = kind === "service" ? new Set([...EXPORTED, "Workload"]) : EXPORTED;
  return code.replace(/^export (?=(?:interface|type) (\w+))/gm, (all, name: string) => (shared.has(name) ? all : ""));
}

function validators(): string {
  const ajv = new Ajv2020({
    schemas: Object.keys(KINDS).map(schemaOf),
    code: { source: true, esm: true, lines: false },
    allErrors: true,
    verbose: true,
    messages: false,
    strict: true,
    strictRequired: false,
    strictTypes: false,
    validateFormats: false,
    inlineRefs: false,
  });
  ajv.addVocabulary(["x-expected"]);
  const exported = Object.fromEntries(
    Object.entries(KINDS).map(([kind, name]) => [name, `https://towpath.dev/schemas/v1/${kind}.json`]),
  );
  let code = standaloneCode.default(ajv, exported);
  for (const [module, source] of Object.entries(INLINED))
    code = code.replaceAll(`require("${module}").default`, `(${source})`);
  code = leaner(code);
  const left = /require\([^)]*\)/.exec(code);
  if (left) throw new Error(`The generated validators need ${left[0]}: add it to INLINED in scripts/generate.ts.`);
  return `${BANNER}// @ts-nocheck\n${code}\n`;
}

/** Takes out of the validators what nobody reads, and says once what they repeat: less to compile at every start. */
function leaner(code: string): string {
  const lean = code
    .replace(/schemaPath:"(?:[^"\\]|\\.)*",/g, "")
    .replace(/schema:(?:"(?:[^"\\]|\\.)*"|[\w.[\]" -]+?),parentSchema/g, "parentSchema")
    .replace(/\/\*# sourceURL="[^"]*" \*\/;/g, "")
    .replace(/const evaluated0 = \w+\.evaluated;(?:if\(evaluated0\.\w+\)\{[^}]*\})*/g, "")
    .replace(/\w+\.evaluated = \{[^}]*\};/g, "")
    .replace(/\{instancePath="",[^{}]*\{\}\}=\{\}/g, 'instancePath=""')
    .replace(/\{instancePath:([^{}]*?),parentData:\w+,parentDataProperty:[^{}]*?,rootData,dynamicAnchors\}/g, "$1")
    .replace(
      /const (\w+) = \{instancePath(?::([^{}]*?))?,keyword:("\w+"),params:(.*?),parentSchema:(\S*?),data(?::(\w+))?(?:,propertyName:(\w+))?\};\s*if\(vErrors === null\)\{vErrors = \[\1\];\}\s*else \{vErrors\.push\(\1\);\}/g,
      (_, __, path = "instancePath", keyword, params, schema, data = "data", name = "") =>
        `vErrors = flawed(vErrors,${path},${keyword},${params},${schema},${data}${name && `,${name}`});`,
    )
    .replace(/\b(schema\d+)\b(?! =)/g, "$1()")
    .replace(/const (schema\d+) = (\{.*?\});(?=const |function )/gs, (_, name: string, schema: string) => {
      const text = JSON.stringify(JSON.stringify(JSON.parse(schema)));
      return `let ${name}Read;function ${name}(){return ${name}Read ??= JSON.parse(${text});}`;
    });
  return `${lean}${FLAWED}`;
}

const FLAWED =
  "function flawed(errors, instancePath, keyword, params, parentSchema, data, propertyName) {" +
  "(errors ??= []).push({ instancePath, keyword, params, parentSchema, data, ...(propertyName === undefined ? {} : { propertyName }) });" +
  "return errors;}";

function schemas(): string {
  const lines = Object.keys(KINDS).map(
    (kind) => `  ${JSON.stringify(kind)}: ${JSON.stringify(schemaOf(kind), null, 2).replaceAll("\n", "\n  ")},`,
  );
  return `${BANNER}\n/** The JSON Schemas (2020-12) of the documents, by kind. */\nexport const schemas = {\n${lines.join("\n")}\n} as const;\n`;
}

/** Parsed here, so that nobody parses them at every start. */
function starter(): string {
  const paths = [
    "platform.yaml",
    ...readdirSync(join(root, "starter/types"))
      .sort()
      .map((name) => `types/${name}`),
  ];
  const values: Json[] = [];
  const lines = paths.map((path) => {
    const text = readFileSync(join(root, "starter", path), "utf8");
    const { root: node, flaws } = compose(text, parseEvents(text));
    if (!node || flaws.length > 0) throw new Error(`starter/${path} cannot be read.`);
    values.push(node.value);
    const stored = JSON.stringify(storeNode(node));
    return `  ${JSON.stringify(path)}: {\n    text: ${JSON.stringify(text)},\n    root: ${JSON.stringify(stored)},\n  },`;
  });
  return `${BANNER}
/** The files of the starter platform by their path in its folder, each with its parsed document as \`restoreNode\` reads it. */
export const starterFiles: Readonly<Record<string, { readonly text: string; readonly root: string }>> = {
${lines.join("\n")}
};

/** The digest of their values, as of every platform. */
export const starterDigest = ${JSON.stringify(digestJson(values))};
`;
}

const files: Record<string, string> = {
  "service.ts": await types("service"),
  "platform.ts": await types("platform"),
  "resource-type.ts": await types("resource-type"),
  "validators.ts": validators(),
  "schemas.ts": schemas(),
  "starter.ts": starter(),
};

if (process.argv.includes("--check")) {
  const stale = Object.entries(files)
    .filter(([name, text]) => !existsSync(join(target, name)) || readFileSync(join(target, name), "utf8") !== text)
    .map(([name]) => name);
  if (stale.length > 0) {
    console.error(
      `Not in step with schemas/ and starter/: ${stale.join(", ")}. Run: npm run generate -w packages/manifest`,
    );
    process.exitCode = 1;
  }
} else {
  mkdirSync(target, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(target, name), text);
}
