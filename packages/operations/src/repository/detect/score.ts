import { isJsonObject, type Json, type JsonObject, own } from "@towpath/core";
import { parseDocument } from "@towpath/manifest";
import type { Client, ClientKind } from "./application.ts";
import type { Evidence, Found } from "./evidence.ts";
import type { RepositoryFiles } from "./repository-files.ts";

/** A Score file beside the service; https://docs.score.dev. */
export interface ScoreFile {
  readonly file: string;
  readonly at: Evidence;
  readonly name: Found<string> | undefined;
  readonly port: Found<number> | undefined;
  readonly clients: readonly Client[];
  /** Names of its containers' variables. */
  readonly variables: readonly Found<string>[];
}

const FILES = ["score.yaml", "score.yml"];
const TYPES: ReadonlyMap<string, ClientKind> = new Map([
  ["postgres", "postgres"],
  ["postgres-instance", "postgres"],
  ["mysql", "mysql"],
  ["mssql", "sqlserver"],
  ["mongodb", "mongodb"],
  ["redis", "redis"],
  ["s3", "s3"],
  ["amqp", "queue"],
  ["kafka-topic", "queue"],
  ["elasticsearch", "search"],
]);

/** Finds a Score file by its name and its `apiVersion`. */
export function detectScore(repository: RepositoryFiles): ScoreFile | undefined {
  for (const file of FILES) {
    const text = repository.text(file);
    if (text === undefined) continue;
    const { document } = parseDocument(file, new TextEncoder().encode(text));
    if (!document || !isJsonObject(document.value)) continue;
    const version = own(document.value, "apiVersion");
    if (typeof version !== "string" || !version.startsWith("score.dev/")) continue;
    const at = (...path: readonly string[]): Evidence => ({ file, line: document.placeOfKey(path).range?.start.line });
    const name = own(memberOf(document.value, "metadata"), "name");
    return {
      file,
      at: at("apiVersion"),
      name: typeof name === "string" ? { value: name, at: at("metadata", "name") } : undefined,
      port: portOf(memberOf(memberOf(document.value, "service"), "ports"), at),
      clients: Object.entries(memberOf(document.value, "resources")).flatMap(([resource, value]) => {
        const type = isJsonObject(value) ? own(value, "type") : undefined;
        const kind = TYPES.get(typeof type === "string" ? type : "");
        return kind ? [{ kind, name: `${resource}: ${String(type)}`, at: at("resources", resource) }] : [];
      }),
      variables: Object.entries(memberOf(document.value, "containers")).flatMap(([container, value]) =>
        Object.keys(isJsonObject(value) ? memberOf(value, "variables") : {})
          .filter((variable) => /^[A-Za-z_]\w{0,80}$/.test(variable))
          .map((variable) => ({ value: variable, at: at("containers", container, "variables", variable) })),
      ),
    };
  }
  return undefined;
}

function portOf(ports: JsonObject, at: (...path: readonly string[]) => Evidence): Found<number> | undefined {
  for (const [name, value] of Object.entries(ports)) {
    const port: Json | undefined = isJsonObject(value) ? (own(value, "targetPort") ?? own(value, "port")) : undefined;
    if (typeof port === "number" && Number.isInteger(port) && port >= 1 && port <= 65_535)
      return { value: port, at: at("service", "ports", name) };
  }
  return undefined;
}

function memberOf(value: JsonObject, key: string): JsonObject {
  const member = own(value, key);
  return member !== undefined && isJsonObject(member) ? member : {};
}
