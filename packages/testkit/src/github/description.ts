import { isJson, isJsonObject, type Json, type JsonObject, own } from "@towpath/core";
import { Ajv } from "ajv";
import api from "../generated/github-api.json" with { type: "json" };
import { neutral } from "./neutral.ts";

/** An operation that a request asks for, with what its address says. */
export interface Matched {
  /** As the description names it: `GET /repos/{owner}/{repo}`. */
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const ID = "https://api.github.com/description";

const description = ((): JsonObject => {
  const value: unknown = api;
  if (!isJson(value) || !isJsonObject(value)) throw new Error("github-api.json is no JSON object.");
  return value;
})();
const operations = objectAt(description, "operations");

const ajv = new Ajv({
  strict: false,
  allErrors: true,
  formats: {
    "date-time": (text) => !Number.isNaN(Date.parse(text)) && /^\d{4}-\d\d-\d\dT/.test(text),
    email: /@/,
    int64: true,
    uri: (text) => URL.canParse(text),
  },
});
ajv.addSchema({ $id: ID, ...description });

const patterns = Object.keys(operations).map((operation) => {
  const [method = "", path = ""] = operation.split(" ");
  const many = new Set(parametersOf(operation).flatMap((one) => (one["isPath"] === true ? [String(one["name"])] : [])));
  const expression = path.replace(/\{(\w+)\}|[.]/g, (part, name?: string) =>
    name === undefined ? `\\${part}` : `(?<${name}>${many.has(name) ? ".+" : "[^/]+"})`,
  );
  return { method, operation, expression: new RegExp(`^${expression}$`), parts: path.split("/").length };
});
// Of two that fit, the one with more parts of its own is meant: `commits/{ref}` also fits what is below a commit.
patterns.sort((a, b) => b.parts - a.parts);

/** The operation of a request; undefined for one that the extract of the description does not have. */
export function match(method: string, path: string): Matched | undefined {
  for (const { operation, expression, ...pattern } of patterns) {
    const found = pattern.method === method ? expression.exec(path) : null;
    if (!found) continue;
    const groups = Object.entries(found.groups ?? {});
    return {
      operation,
      parameters: Object.fromEntries(groups.map(([name, value]) => [name, decodeURIComponent(value)])),
    };
  }
  return undefined;
}

/** What is wrong with a request, as the description has it; what it does not mention is wrong, too: a misspelt field. */
export function wrongInRequest(
  { operation, parameters }: Matched,
  query: Readonly<Record<string, string>>,
  body: Json | undefined,
): readonly string[] {
  const described = parametersOf(operation);
  const wrong: string[] = [];
  for (const [index, parameter] of described.entries()) {
    const name = String(parameter["name"]);
    const value = own(parameter["in"] === "path" ? parameters : query, name);
    if (value === undefined) {
      if (parameter["isRequired"] === true) wrong.push(`${name} is missing.`);
      continue;
    }
    const pointer = `operations/${escaped(operation)}/parameters/${index}/schema`;
    if (!isValid(pointer, value) && !isValid(pointer, asWritten(value))) wrong.push(`${name}: ${complaints()}.`);
  }
  const known = new Set(described.filter((one) => one["in"] === "query").map((one) => one["name"]));
  for (const key of Object.keys(query)) if (!known.has(key)) wrong.push(`${key} is no parameter of it.`);
  const schema = objectAt(operations, operation)["body"];
  if (schema === undefined && body !== undefined) wrong.push("It takes no body.");
  if (schema === undefined || body === undefined) return wrong;
  if (!isValid(`operations/${escaped(operation)}/body`, body)) wrong.push(`${complaints()}.`);
  return [...wrong, ...unknownKeys(schema, body, "body").map((key) => `${key} is not in the description.`)];
}

/** What is wrong with an answer. An error that the description does not list must be one as GitHub words them all. */
export function wrongInAnswer(operation: string, status: number, body: Json | undefined): readonly string[] {
  const answers = objectAt(objectAt(operations, operation), "answers");
  const described = own(answers, String(status));
  if (described === undefined && status < 400) return [`Status ${status} is none of its answers.`];
  if (described === null && status < 400) return body === undefined ? [] : ["This answer has no body."];
  const pointer =
    described === undefined || described === null
      ? "schemas/basic-error"
      : `operations/${escaped(operation)}/answers/${status}`;
  return isValid(pointer, body ?? null) ? [] : [`${complaints()}.`];
}

/** A whole answer: what the caller knows, and something neutral for everything else that must be there. */
export function completed(operation: string, status: number, known: Json): Json {
  const schema = own(objectAt(objectAt(operations, operation), "answers"), String(status));
  return neutral(schema ?? true, known, {
    resolve: (reference) => own(objectAt(description, "schemas"), reference.slice("#/schemas/".length)) ?? true,
    isValid: (alternative, value) => isValidFor(alternative, value),
  });
}

function parametersOf(operation: string): readonly JsonObject[] {
  const list = objectAt(operations, operation)["parameters"];
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

function isValid(pointer: string, value: Json): boolean {
  return ajv.validate({ $ref: `${ID}#/${pointer}` }, value);
}

const alternatives = new Map<Json, object>();

/** A schema that stands inside of another: its references lead from the description's root. */
function isValidFor(schema: Json, value: Json): boolean {
  if (!isJsonObject(schema)) return true;
  const known = alternatives.get(schema) ?? JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${ID}#/`));
  alternatives.set(schema, known);
  return ajv.validate(known, value);
}

function complaints(): string {
  return ajv.errorsText(ajv.errors?.slice(0, 5), { dataVar: "it" });
}

/** As part of a pointer in the fragment of an address. RFC 6901, section 6. */
function escaped(operation: string): string {
  return encodeURIComponent(operation.replaceAll("~", "~0").replaceAll("/", "~1"));
}

/** What a query's text stands for. */
function asWritten(value: string): Json {
  if (/^-?\d+$/.test(value)) return Number(value);
  return value === "true" || value === "false" ? value === "true" : value;
}

function unknownKeys(schema: Json, value: Json, at: string): readonly string[] {
  if (!isJsonObject(schema)) return [];
  if (Array.isArray(value))
    return value.flatMap((item: Json, index) => unknownKeys(schema["items"] ?? true, item, `${at}[${index}]`));
  const { properties } = schema;
  if (!isJsonObject(value) || !isJsonObject(properties)) return [];
  return Object.entries(value).flatMap(([key, below]) => {
    const known = own(properties, key);
    return known === undefined ? [`${at}.${key}`] : unknownKeys(known, below, `${at}.${key}`);
  });
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  if (!isJsonObject(value)) throw new Error(`github-api.json has no ${key}.`);
  return value;
}
