import { isJsonObject, type Json, type JsonObject, own } from "@towpath/core";
import { parseDocument } from "@towpath/manifest";
import type { Client, ClientKind } from "./application.ts";
import type { Evidence, Found } from "./evidence.ts";
import type { RepositoryFiles } from "./repository-files.ts";

/** What a Compose file says of the service and of what stands beside it. */
export interface Compose {
  readonly at: Evidence;
  /** The servers beside it. */
  readonly clients: readonly Client[];
  /** The port of the service itself, within its container. */
  readonly port: Found<number> | undefined;
  /** Names of the service's own variables. */
  readonly variables: readonly Found<string>[];
}

const FILES = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/** Far above what registries take. */
const LONGEST_IMAGE = 500;

/** Images by what they are, without registry and tag. */
const IMAGES: readonly (readonly [pattern: RegExp, kind: ClientKind])[] = [
  [/^(?:postgres|postgis|pgvector|timescaledb|postgresql|cloudnative-pg)(?:-\w+)?$/, "postgres"],
  [/^(?:mysql|mysql-server|mariadb|percona)$/, "mysql"],
  [/^(?:redis|redis-stack|redis-stack-server|valkey|keydb|dragonfly)$/, "redis"],
  [/^azurite$/, "blob"],
  [/^(?:minio|localstack|rustfs|garage)$/, "s3"],
  [/^mongo(?:db)?$/, "mongodb"],
  [/^(?:rabbitmq|kafka|cp-kafka|redpanda|nats|activemq|servicebus-emulator)$/, "queue"],
  [/^(?:mssql|azure-sql-edge|server)$/, "sqlserver"],
  [/^(?:elasticsearch|opensearch)$/, "search"],
];

/** Reads the Compose file of the service's folder, or the nearest above it; https://compose-spec.github.io. */
export function detectCompose(repository: RepositoryFiles): Compose | undefined {
  const folders = [".", ...repository.above];
  const file = folders
    .flatMap((folder) => FILES.map((name) => (folder === "." ? name : `${folder}/${name}`)))
    .find((path) => repository.has(path));
  const text = file === undefined ? undefined : repository.text(file);
  if (file === undefined || text === undefined) return undefined;
  const { document } = parseDocument(file, new TextEncoder().encode(text));
  const services = document && isJsonObject(document.value) ? own(document.value, "services") : undefined;
  if (!document || !isJsonObject(services ?? null) || !isJsonObject(services)) {
    repository.note(`${file} names no services that could be read, and was left out of account.`);
    return undefined;
  }
  const place = (...path: readonly string[]): Evidence => ({
    file,
    line: document.placeOfKey(["services", ...path]).range?.start.line,
  });
  const entries = Object.entries(services)
    .slice(0, 200)
    .flatMap(([name, value]) => (isJsonObject(value) ? [[name, value] as const] : []));
  const clients = entries.flatMap(([name, service]) => clientOf(name, service, place(name, "image")));
  const [own_, ownService] = ownIn(entries, repository, folders, file) ?? [];
  return {
    at: { file },
    clients,
    port: own_ === undefined || ownService === undefined ? undefined : portOf(ownService, place(own_, "ports")),
    variables:
      own_ === undefined || ownService === undefined
        ? []
        : namesOf(own(ownService, "environment"), (name) => place(own_, "environment", name)),
  };
}

function clientOf(name: string, service: JsonObject, at: Evidence): readonly Client[] {
  const image = own(service, "image");
  if (typeof image !== "string" || image.length > LONGEST_IMAGE) return [];
  const [path = "", tag = ""] = image.replace(/@.*$/, "").split(/:(?!.*\/)/);
  const base = path.split("/").at(-1) ?? "";
  const kind = IMAGES.find(([pattern]) => pattern.test(base))?.[1];
  if (!kind || (base === "server" && !path.includes("mssql"))) return [];
  const version = /^\$\{/.test(tag) ? undefined : /(?:^|[-a-z])(\d+(?:\.\d+)?)/.exec(tag)?.[1];
  return [{ kind, name: `${name}: ${image}`, at, version }];
}

/** The service itself is what is built from this folder; the only one that is built where none says so. */
function ownIn(
  entries: readonly (readonly [string, JsonObject])[],
  repository: RepositoryFiles,
  folders: readonly string[],
  file: string,
): readonly [string, JsonObject] | undefined {
  const built = entries.filter(([, service]) => own(service, "build") !== undefined);
  const above = folders.find(
    (folder) => folder !== "." && file.startsWith(`${folder}/`) && !file.slice(folder.length + 1).includes("/"),
  );
  if (above === undefined) return built[0];
  const depth = above.split("/").length;
  const here = repository.folder.split(/[\\/]/).slice(-depth).join("/");
  return built.find(([, service]) => contextOf(own(service, "build")) === here);
}

function contextOf(build: Json | undefined): string {
  const context = isJsonObject(build ?? null) && isJsonObject(build) ? own(build, "context") : build;
  return typeof context === "string" ? context.replace(/^\.\//, "").replace(/\/$/, "") : "";
}

/** `"8080:3000"`, `127.0.0.1:8080:3000/tcp`, `3000`, `{ target: 3000 }`. */
function portOf(service: JsonObject, at: Evidence): Found<number> | undefined {
  const ports = own(service, "ports");
  const first = Array.isArray(ports) ? ports[0] : undefined;
  const target = isJsonObject(first) ? own(first, "target") : first;
  const port = Number(
    /(\d{1,5})(?:\/tcp)?$/.exec(typeof target === "number" || typeof target === "string" ? String(target) : "")?.[1],
  );
  return port >= 1 && port <= 65_535 ? { value: port, at } : undefined;
}

function namesOf(environment: Json | undefined, place: (name: string) => Evidence): readonly Found<string>[] {
  const names = Array.isArray(environment)
    ? environment.flatMap((line) => (typeof line === "string" ? (line.split("=", 1)[0] ?? "") : []))
    : isJsonObject(environment ?? null) && isJsonObject(environment)
      ? Object.keys(environment)
      : [];
  return names.filter((name) => /^[A-Za-z_]\w{0,80}$/.test(name)).map((value) => ({ value, at: place(value) }));
}
