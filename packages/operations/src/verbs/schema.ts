import { isBlocking, type JsonObject, nearest } from "@towpath/core";
import type { PlatformModel } from "@towpath/manifest";
import { writeOutput } from "../documents/write-output.ts";
import { InvalidDocuments, OperationError } from "../errors.ts";
import { operation } from "../operation.ts";
import { platformReader } from "../platform/platform-reader.ts";

/** The documents that have a schema. */
export const SCHEMAS = [
  "service",
  "platform",
  "resource-type",
  "score",
  "waivers",
  "policy-rule",
  "policy-pack",
] as const;
/** One of them. */
export type SchemaName = (typeof SCHEMAS)[number];

/** Which schema, and for which platform. */
export interface SchemaRequest {
  /** One of {@link SCHEMAS}; `service` when absent. */
  readonly name?: string | undefined;
  /** Its resource types, teams and environments are merged into the schema of services. */
  readonly platform?: string | undefined;
  /** Where to write it to, instead of showing it. */
  readonly out?: string | undefined;
}

/** The schema. */
export interface SchemaData {
  readonly name: SchemaName;
  /** The platform that it is for; null for every platform. */
  readonly platform: string | null;
  readonly out: string | null;
  readonly schema: JsonObject;
}

/** Gives the JSON Schema of a document, for editors: one file that refers to no other. */
export const schema = operation<SchemaRequest, SchemaData>("schema", async (request, effects) => {
  const name = nameOf(request.name ?? "service");
  if (request.platform !== undefined && name !== "service") throw notForPlatform(name);
  const platform = request.platform === undefined ? undefined : await openPlatform(request.platform);
  const { editorSchema, platformSchema, publishedSchema } = await import("@towpath/manifest/editor");
  const schema = platform ? platformSchema(platform, editorSchema) : publishedSchema(`${name}.json`, editorSchema);
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (request.out !== undefined) writeOutput("The schema", text, request.out, effects);
  const what = `The schema of ${NOUNS[name]}${platform ? ` on the platform ${platform.name}` : ""}`;
  return {
    summary: request.out === undefined ? `${what}.` : `${what} is in ${request.out}.`,
    sections: request.out === undefined ? [{ kind: "document", text }] : [],
    data: { name, platform: platform?.name ?? null, out: request.out ?? null, schema },
  };

  async function openPlatform(reference: string): Promise<PlatformModel> {
    const { folder } = effects;
    const read = await platformReader(effects)({ reference, base: folder, folder });
    if (read.failure) throw read.failure;
    if (!read.value || read.findings.some(isBlocking)) throw new InvalidDocuments(read.findings);
    return read.value;
  }
});

const NOUNS = {
  service: "services",
  platform: "platforms",
  "resource-type": "resource types",
  score: "Score files",
  waivers: "waivers",
  "policy-rule": "rules in YAML",
  "policy-pack": "packs of rules in YAML",
} as const;

function nameOf(wanted: string): SchemaName {
  const name = SCHEMAS.find((one) => one === wanted);
  if (name) return name;
  const near = nearest(wanted, [...SCHEMAS]);
  throw new OperationError({
    code: "operation/unknown-schema",
    message: `There is no schema "${wanted}".`,
    hint: near ? `Did you mean "${near}"?` : `There are ${SCHEMAS.join(", ")}.`,
  });
}

function notForPlatform(name: SchemaName): OperationError {
  return new OperationError({
    code: "operation/unknown-schema",
    message: `The schema of ${NOUNS[name]} is the same for every platform.`,
    hint: "Leave out --platform, or ask for the schema of services: towpath schema service --platform …",
  });
}
