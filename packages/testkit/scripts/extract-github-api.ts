/**
 * Writes `src/generated/github-api.json`: of GitHub's own OpenAPI description, the operations that the loopback GitHub knows.
 *
 *     npm install --prefix FOLDER @octokit/openapi     (400 MB: into a folder that is thrown away)
 *     npm run extract-github-api -w packages/testkit FOLDER
 *
 * What describes nothing that could be checked is left out: texts, examples, what a field is by default. `nullable` of
 * OpenAPI 3.0 becomes the type `null` of JSON Schema.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isJson, isJsonObject, type Json, type JsonObject } from "@towpath/core";

const OPERATIONS = [
  "GET /orgs/{org}/teams/{team_slug}",
  "GET /orgs/{org}/teams/{team_slug}/members",
  "GET /orgs/{org}/teams/{team_slug}/memberships/{username}",
  "GET /repos/{owner}/{repo}",
  "GET /repos/{owner}/{repo}/activity",
  "POST /repos/{owner}/{repo}/check-runs",
  "GET /repos/{owner}/{repo}/check-runs/{check_run_id}",
  "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
  "GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations",
  "POST /repos/{owner}/{repo}/code-scanning/sarifs",
  "GET /repos/{owner}/{repo}/code-scanning/sarifs/{sarif_id}",
  "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls",
  "GET /repos/{owner}/{repo}/commits/{ref}",
  "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
  "GET /repos/{owner}/{repo}/compare/{basehead}",
  "GET /repos/{owner}/{repo}/contents/{path}",
  "GET /repos/{owner}/{repo}/deployments",
  "POST /repos/{owner}/{repo}/deployments",
  "GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses",
  "POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses",
  "GET /repos/{owner}/{repo}/git/blobs/{file_sha}",
  "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
  "GET /repos/{owner}/{repo}/issues",
  "POST /repos/{owner}/{repo}/issues",
  "GET /repos/{owner}/{repo}/issues/comments/{comment_id}",
  "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
  "PATCH /repos/{owner}/{repo}/issues/{issue_number}",
  "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
  "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/comments",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/commits",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
  "GET /user",
];

/** What says nothing about what is right and what is wrong. */
const LEFT_OUT = new Set([
  "default",
  "deprecated",
  "description",
  "discriminator",
  "example",
  "examples",
  "externalDocs",
  "nullable",
  "readOnly",
  "title",
]);

const TARGET = join(import.meta.dirname, "../src/generated/github-api.json");
const SOURCE = join(process.argv[2] ?? "", "node_modules/@octokit/openapi");

const document = read(join(SOURCE, "generated/api.github.com.json"));
const { version } = read(join(SOURCE, "package.json"));
const schemas: Record<string, Json> = {};

const operations = Object.fromEntries(OPERATIONS.map((name) => [name, operationOf(name)]));
// The one place where GitHub answers otherwise than it says: the repository of a fork that is gone is null.
for (const name of ["pull-request", "pull-request-simple"]) {
  const repository = at(schemas[name], "properties", "head", "properties", "repo");
  if (!isJsonObject(repository)) throw new Error("The description has no repository of a pull request's head.");
  schemas[name] = replaced(schemas[name], ["properties", "head", "properties", "repo"], orNull(repository));
}

const extract = {
  source: `@octokit/openapi ${String(version)}, api.github.com, MIT`,
  operations,
  schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
};
writeFileSync(TARGET, `${JSON.stringify(extract)}\n`);

function read(path: string): JsonObject {
  const value: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (!isJson(value) || !isJsonObject(value)) throw new Error(`${path} is no JSON object.`);
  return value;
}

function operationOf(name: string): Json {
  const [method = "", path = ""] = name.split(" ");
  const operation = at(document, "paths", path, method.toLowerCase());
  if (!isJsonObject(operation)) throw new Error(`The description has no ${name}.`);
  const { requestBody, responses, parameters } = operation;
  return {
    parameters: listOf(parameters).map((parameter) => {
      const { name: key, in: where, required, schema, "x-multi-segment": many } = resolved(parameter);
      return {
        name: key ?? null,
        in: where ?? null,
        isRequired: required === true,
        ...(many === true ? { isPath: true } : {}),
        schema: schemaOf(schema),
      };
    }),
    ...(requestBody === undefined ? {} : { body: schemaOf(content(resolved(requestBody))) }),
    answers: Object.fromEntries(
      Object.entries(isJsonObject(responses) ? responses : {}).map(([status, answer]) => {
        const schema = content(resolved(answer));
        return [status, schema === undefined ? null : schemaOf(schema)];
      }),
    ),
  };
}

/** The schema of what is JSON among the contents. */
function content(value: JsonObject): Json | undefined {
  const contents = value["content"];
  return isJsonObject(contents) && isJsonObject(contents["application/json"])
    ? contents["application/json"]["schema"]
    : undefined;
}

function resolved(value: Json | undefined): JsonObject {
  if (!isJsonObject(value)) throw new Error("The description has something else where an object should be.");
  const { $ref } = value;
  return typeof $ref === "string" ? resolved(at(document, ...$ref.slice(2).split("/"))) : value;
}

/** A schema without its texts; those that it names are added to the shared ones. */
function schemaOf(value: Json | undefined): Json {
  if (!isJsonObject(value)) return value ?? true;
  const { $ref } = value;
  if (typeof $ref === "string") {
    const name = $ref.slice($ref.lastIndexOf("/") + 1);
    if (!(name in schemas)) {
      schemas[name] = true; // a schema may name itself
      schemas[name] = schemaOf(at(document, "components", "schemas", name));
    }
    return { $ref: `#/schemas/${name}` };
  }
  const kept = Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !LEFT_OUT.has(key) && !key.startsWith("x-"))
      .map(([key, below]) => [key, keywordOf(key, below)]),
  );
  return value["nullable"] === true ? orNull(kept) : kept;
}

function keywordOf(key: string, value: Json): Json {
  if (key === "properties" && isJsonObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, schemaOf(schema)]));
  if (["allOf", "anyOf", "oneOf"].includes(key)) return listOf(value).map(schemaOf);
  return ["items", "additionalProperties", "not"].includes(key) ? schemaOf(value) : value;
}

function orNull(schema: JsonObject): JsonObject {
  const { type, enum: values } = schema;
  if (typeof type !== "string") return { anyOf: [schema, { type: "null" }] };
  return {
    ...schema,
    type: [type, "null"],
    ...(values === undefined ? {} : { enum: [...listOf(values).filter((one) => one !== null), null] }),
  };
}

function replaced(value: Json | undefined, [key, ...path]: readonly string[], by: Json): Json {
  if (key === undefined || !isJsonObject(value)) return by;
  return { ...value, [key]: replaced(value[key], path, by) };
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((below, key) => (isJsonObject(below) ? below[key] : undefined), value);
}
