import { digestBytes, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import { parsePlaceholders } from "@towpath/manifest";
import { TerraformError } from "../errors.ts";
import { credentialIn } from "../recipe/credentials.ts";
import { fillOptions } from "../recipe/fill-options.ts";
import type { TerraformOptions } from "../recipe/terraform-options.ts";
import { factsOf } from "./facts.ts";
import { terraformValue } from "./terraform-text.ts";

type Backend = NonNullable<TerraformOptions["backend"]>;

/** Where a backend keeps one state apart from others: the path of the option that names it, and what it may hold. */
const KEYS: ReadonlyMap<string, { readonly path: readonly string[]; readonly form: "path" | "file" | "name" }> =
  new Map([
    ["azurerm", { path: ["key"], form: "file" }],
    ["s3", { path: ["key"], form: "file" }],
    ["oss", { path: ["key"], form: "file" }],
    ["oci", { path: ["key"], form: "file" }],
    ["gcs", { path: ["prefix"], form: "path" }],
    ["cos", { path: ["prefix"], form: "path" }],
    ["consul", { path: ["path"], form: "path" }],
    ["pg", { path: ["schema_name"], form: "name" }],
    ["kubernetes", { path: ["secret_suffix"], form: "name" }],
    ["cloud", { path: ["workspaces", "name"], form: "name" }],
    ["remote", { path: ["workspaces", "name"], form: "name" }],
  ]);

/** What a Kubernetes label and a name in PostgreSQL may be long. */
const LONGEST_NAME = 63;

/**
 * The platform's backend for one service, environment and engine: as the platform wrote it, with a key of its own.
 *
 * @returns what stands in the `terraform` block
 * @throws {TerraformError} `engine-terraform/backend-options`
 */
export function backendBlock(graph: Graph, engine: string, backend: Backend): JsonObject {
  const { type, config } = backend;
  const fail = (what: string, hint: string): never => {
    throw new TerraformError({
      code: "engine-terraform/backend-options",
      message: `backend.${type} of engine "${engine}" ${what}.`,
      place: graph.environment.origin.place,
      hint,
    });
  };
  const credential = credentialIn(config);
  if (credential !== undefined)
    fail(
      `holds a credential: ${credential}`,
      "Credentials belong into the environment: set the variable that the backend reads, and list it under variables: where Towpath does not hand it on by itself.",
    );
  if (type === "inmem") fail("would forget the state", "Take another backend, or none: then Towpath keeps the state.");
  const workspaces = config["workspaces"];
  if (isJsonObject(workspaces) && (Object.hasOwn(workspaces, "tags") || Object.hasOwn(workspaces, "prefix")))
    fail("names many workspaces", "Leave tags and prefix out: each service has a workspace of its own.");
  const known = KEYS.get(type);
  const keyed = known ? withKey(config, known.path, ownKey(graph, engine, known.form)) : config;
  const distinguishing = known ? at(config, known.path) : config;
  if (distinguishing !== undefined && !namesService(distinguishing))
    fail(
      known ? `has one ${known.path.join(".")} for all services` : "does not tell services apart",
      `All services would share one state. ${known ? `Leave ${known.path.join(".")} out, or put` : "Put"} \${service.name} in it: ${exampleOf(type, known?.path)}`,
    );
  if (type === "local" && !(typeof config["path"] === "string" && config["path"].startsWith("/")))
    fail(
      "has no absolute path",
      "The folder that Terraform works in is removed after each run: write path: /…/${service.name}.tfstate",
    );
  const filled = fillOptions(keyed, factsOf(graph), (path, why) =>
    fail(`cannot be filled in: ${path}: ${why}`, "Values may hold ${environment.NAME} and ${service.NAME}."),
  );
  const block = terraformValue(filled);
  return type === "cloud" ? { cloud: block } : { backend: { [type]: block } };
}

function ownKey({ service, environment }: Graph, engine: string, form: "path" | "file" | "name"): string {
  const path = `${service.name}/${environment.name}/${engine}`;
  if (form === "path") return path;
  if (form === "file") return `${path}.tfstate`;
  // Names of services may hold the `-` that parts them.
  const digest = digestBytes(path).slice("sha256:".length, "sha256:".length + 8);
  return `${path
    .replaceAll("/", "-")
    .toLowerCase()
    .slice(0, LONGEST_NAME - 9)}-${digest}`;
}

function withKey(config: JsonObject, [first = "", ...rest]: readonly string[], key: string): JsonObject {
  const there = Object.hasOwn(config, first) ? config[first] : undefined;
  if (rest.length === 0) return there === undefined ? { ...config, [first]: key } : config;
  return { ...config, [first]: withKey(isJsonObject(there) ? there : {}, rest, key) };
}

function at(value: Json | undefined, path: readonly string[]): Json | undefined {
  let found = value;
  for (const segment of path) found = isJsonObject(found) && Object.hasOwn(found, segment) ? found[segment] : undefined;
  return found;
}

function namesService(value: Json): boolean {
  if (typeof value === "string")
    return parsePlaceholders(value).some(
      (part) => part.kind === "placeholder" && part.path.join(".") === "service.name",
    );
  return typeof value === "object" && value !== null && Object.values(value).some(namesService);
}

function exampleOf(type: string, path: readonly string[] | undefined): string {
  if (path) return `${path.join(".")}: "\${service.name}-\${environment.name}"`;
  return type === "http"
    ? 'address: "https://…/${service.name}/${environment.name}"'
    : '"${service.name}/${environment.name}"';
}
