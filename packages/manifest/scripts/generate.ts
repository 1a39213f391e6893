/**
 * Writes `src/generated/`: types, the schemas with what holds documents against them, and the starter platform; and
 * `schemas/v1/`: the schemas as editors are given them. With `--check` it writes nothing and says whether what is there is in step.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { digestJson, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parseEvents } from "js-yaml";
import { compile } from "json-schema-to-typescript";
import { compose } from "../src/document/compose.ts";
import { storeNode } from "../src/document/stored-node.ts";
import { EDITOR_KEYWORDS, withoutEditorTexts } from "../src/editor/editor-texts.ts";
import { publishedSchema } from "../src/editor/published-schema.ts";
import { schemaDocuments } from "../src/schema/schema-documents.ts";
import { type SchemaNode, schemaNode } from "../src/schema/schema-node.ts";

const root = join(import.meta.dirname, "..");
const target = join(root, "src/generated");
const published = join(root, "schemas/v1");
const BANNER = "// Written by `npm run generate` from schemas/ and starter/. Do not edit.\n";
/** The types that the package uses by name; the others stay inside their file. */
const EXPORTED = new Set([
  "Lifecycle",
  "NestedSetting",
  "PlatformEnvironment",
  "PlatformManifest",
  "PolicyPackDocument",
  "PolicyRuleDocument",
  "ResourceTypeManifest",
  "RuleLevel",
  "ServiceManifest",
  "SettingDefinition",
  "SettingOverlay",
  "WaiverEntry",
]);
const EXPORTED_OF_SERVICE = ["Container", "FileRequest", "Probe", "Workload"];
const KINDS = { service: "validateService", platform: "validatePlatform", "resource-type": "validateResourceType" };

/** Apart from the others: only where there are waivers, or rules in YAML, is one of these read. */
const POLICY_KINDS = {
  waivers: "validateWaivers",
  "policy-rule": "validatePolicyRule",
  "policy-pack": "validatePolicyPack",
};

/** What editors are given. */
const PUBLISHED = [...Object.keys(KINDS), "score", ...Object.keys(POLICY_KINDS)];

function fileOf(kind: string): string {
  return `${kind}.json`;
}

function sourceOf(kind: string): JsonObject {
  const schema: unknown = JSON.parse(readFileSync(join(root, "schemas", fileOf(kind)), "utf8"));
  if (!isJsonObject(schema)) throw new Error(`schemas/${kind}.json is no object.`);
  return schema;
}

/** A schema as documents are held against it: what only editors show stays out of what every command starts with. */
function schemaOf(kind: string): JsonObject {
  return withoutEditorTexts(sourceOf(kind));
}

/** A schema with what it takes from the service's as definitions of its own. */
function selfContained(kind: string): JsonObject {
  const schema = sourceOf(kind);
  if (kind === "service" || Object.hasOwn(POLICY_KINDS, kind)) return schema;
  const text = JSON.stringify({
    ...schema,
    $defs: { ...Object(sourceOf("service")["$defs"]), ...Object(schema["$defs"]) },
  });
  return JSON.parse(text.replaceAll('"service.json#/', '"#/'));
}

const TEXTS = new Set([...EDITOR_KEYWORDS, "description", "title", "examples", "default", "x-expected"]);

/** What a reference says beside it is for editors: with it, each use of a definition would become a type of its own. */
function withBareReferences(schema: unknown): Record<string, unknown> {
  const bare = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(bare);
    if (typeof value !== "object" || value === null) return value;
    const members = Object.entries(value);
    const isText = members.every(([key]) => key === "$ref" || TEXTS.has(key));
    const kept = "$ref" in value && isText ? members.filter(([key]) => key === "$ref") : members;
    return Object.fromEntries(kept.map(([key, member]) => [key, bare(member)]));
  };
  return { ...Object(bare(schema)) };
}

async function types(kind: string): Promise<string> {
  const code = await compile(withBareReferences(selfContained(kind)), kind, {
    cwd: join(root, "schemas"),
    bannerComment: BANNER,
    unknownAny: true,
    style: { printWidth: 120 },
  });
  const shared = kind === "service" ? new Set([...EXPORTED, ...EXPORTED_OF_SERVICE]) : EXPORTED;
  // A schema that says nothing but what it is for takes any value, and no mapping alone.
  const anything = code.replace(/^( +(?:const|default)\?): \{\s+\[k: string\]: unknown;\s+\};$/gm, "$1: unknown;");
  const declared = anything.replace(/^export (?=(?:interface|type) (\w+))/gm, (all, name: string) =>
    shared.has(name) ? all : "",
  );
  // What nobody is given and nothing else is made of is left out: the compiler refuses it.
  return declared.replace(/^(?:\/\*\*\n(?: \*.*\n)+)?interface (\w+) \{\n(?:.*\n)*?\}\n/gm, (all, name: string) =>
    declared.match(new RegExp(`\\b${name}\\b`, "g"))?.length === 1 ? "" : all,
  );
}

/** As texts: to read the one that is needed costs less than to have all of them made at every start. */
function schemas(): string {
  const kinds = Object.keys(KINDS);
  const names = kinds.map((kind) => JSON.stringify(kind));
  const texts = kinds.map(
    (kind) => `  ${JSON.stringify(fileOf(kind))}: ${JSON.stringify(JSON.stringify(schemaOf(kind)))},`,
  );
  const members = kinds.map(
    (kind) => `  get ${JSON.stringify(kind)}() {\n    return schemaDocument(${JSON.stringify(fileOf(kind))});\n  },`,
  );
  return `${BANNER}import { type SchemaDocument, schemaDocuments } from "../schema/schema-documents.ts";

/** A schema by the name of its file. */
export const schemaDocument = schemaDocuments({
${texts.join("\n")}
});

/** The JSON Schemas (2020-12) of the documents, by kind. */
export const schemas: Readonly<Record<${names.join(" | ")}, SchemaDocument>> = {
${members.join("\n")}
};
`;
}

/** Apart from the others: hardly any manifest is a Score file. Without what only editors show. */
function scoreSchema(): string {
  const text = JSON.stringify(schemaOf("score"), (key, value: unknown) =>
    key === "description" && typeof value === "string" ? undefined : value,
  );
  readAll(schemaNode("score.json", schemaDocuments({ "score.json": text })));
  return `${BANNER}import { schemaDocuments } from "../schema/schema-documents.ts";
import { validator } from "../schema/validator.ts";

export const validateScore = validator("score.json", schemaDocuments({ "score.json": ${JSON.stringify(text)} }));
`;
}

function policyValidators(): string {
  const kinds = Object.keys(POLICY_KINDS);
  const texts = new Map(kinds.map((kind) => [fileOf(kind), JSON.stringify(schemaOf(kind))]));
  const document = schemaDocuments(Object.fromEntries(texts));
  const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, validateFormats: false });
  ajv.addVocabulary(["x-expected", ...EDITOR_KEYWORDS]);
  const lines = Object.entries(POLICY_KINDS).map(([kind, name]) => {
    ajv.compile(sourceOf(kind)); // says what is no schema
    readAll(schemaNode(fileOf(kind), document));
    return `export const ${name} = validator(${JSON.stringify(fileOf(kind))}, schemaDocument);`;
  });
  lines.push('export const validateWaiver = validator("waivers.json#/$defs/waiver", schemaDocument);');
  const members = [...texts].map(([file, text]) => `  ${JSON.stringify(file)}: ${JSON.stringify(text)},`);
  return `${BANNER}import { schemaDocuments } from "../schema/schema-documents.ts";
import { validator } from "../schema/validator.ts";

const schemaDocument = schemaDocuments({
${members.join("\n")}
});

${lines.join("\n")}
`;
}

function validators(): string {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, validateFormats: false });
  ajv.addVocabulary(["x-expected", ...EDITOR_KEYWORDS]);
  ajv.addSchema(Object.keys(KINDS).map(sourceOf));
  const document = schemaDocuments(
    Object.fromEntries(Object.keys(KINDS).map((kind) => [fileOf(kind), JSON.stringify(schemaOf(kind))])),
  );
  const lines = Object.entries(KINDS).map(([kind, name]) => {
    ajv.getSchema(String(sourceOf(kind)["$id"])); // says what is no schema
    readAll(schemaNode(fileOf(kind), document));
    return `export const ${name} = validator(${JSON.stringify(fileOf(kind))}, schemaDocument);`;
  });
  lines.push('export const validateWorkload = validator("service.json#/$defs/workload", schemaDocument);');
  return `${BANNER}import { validator } from "../schema/validator.ts";\nimport { schemaDocument } from "./schemas.ts";\n\n${lines.join("\n")}\n`;
}

/** With everything that editors show, for the command that prints them. */
function editorSchemas(): string {
  const texts = PUBLISHED.map(
    (kind) => `  ${JSON.stringify(fileOf(kind))}: ${JSON.stringify(JSON.stringify(sourceOf(kind)))},`,
  );
  return `${BANNER}import { schemaDocuments } from "../schema/schema-documents.ts";

/** A schema with what editors show, by the name of its file. */
export const editorSchema = schemaDocuments({
${texts.join("\n")}
});
`;
}

/** Reads what a schema refers to, and so refuses what documents cannot be held against. */
function readAll(node: SchemaNode, seen = new Set<SchemaNode>()): void {
  if (seen.has(node)) return;
  seen.add(node);
  const { ref, not, anyOf = [], oneOf = [], allOf = [], items, propertyNames, properties, additional } = node.rules;
  for (const one of [ref, not, ...anyOf, ...oneOf, ...allOf, items, propertyNames, ...properties.values(), additional])
    if (one) readAll(one, seen);
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

/** As they stand at their addresses: each refers to itself only. */
function publishedSchemas(): Record<string, string> {
  return Object.fromEntries(
    PUBLISHED.map((kind) => {
      const schema = publishedSchema(fileOf(kind), (file) => sourceOf(file.replace(/\.json$/, "")));
      return [join(published, fileOf(kind)), `${JSON.stringify(schema, null, 2)}\n`];
    }),
  );
}

const files: Record<string, string> = {
  [join(target, "service.ts")]: await types("service"),
  [join(target, "platform.ts")]: await types("platform"),
  [join(target, "resource-type.ts")]: await types("resource-type"),
  [join(target, "waivers.ts")]: await types("waivers"),
  [join(target, "policy-rule.ts")]: await types("policy-rule"),
  [join(target, "policy-pack.ts")]: await types("policy-pack"),
  [join(target, "policy.ts")]: policyValidators(),
  [join(target, "validators.ts")]: validators(),
  [join(target, "schemas.ts")]: schemas(),
  [join(target, "score.ts")]: scoreSchema(),
  [join(target, "starter.ts")]: starter(),
  [join(target, "editor-schemas.ts")]: editorSchemas(),
  ...publishedSchemas(),
};

if (process.argv.includes("--check")) {
  const stale = Object.entries(files)
    .filter(([path, text]) => !existsSync(path) || readFileSync(path, "utf8") !== text)
    .map(([path]) => relative(root, path));
  if (stale.length > 0) {
    console.error(
      `Not in step with schemas/ and starter/: ${stale.join(", ")}. Run: npm run generate -w packages/manifest`,
    );
    process.exitCode = 1;
  }
} else {
  for (const folder of [target, published]) mkdirSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(path, text);
}
