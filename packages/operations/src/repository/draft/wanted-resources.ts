import type { PlatformModel, ResourceTypeModel } from "@towpath/manifest";
import type { Client, ClientKind } from "../detect/application.ts";
import { type Evidence, formatEvidence } from "../detect/evidence.ts";
import type { DraftResource } from "./draft.ts";

/** A resource of the manifest, and what asked for it. */
export interface WantedResource extends DraftResource {
  /** Undefined for one that the user named. */
  readonly client?: Client | undefined;
  readonly kind: ClientKind | undefined;
  /** The names of the type's outputs. */
  readonly outputs: ReadonlySet<string>;
  readonly at?: Evidence | undefined;
}

/** What each kind is called in a manifest, what a person calls it, and what platforms call its type. */
const KINDS: Readonly<
  Record<ClientKind, { readonly name: string; readonly title: string; readonly types: readonly string[] }>
> = {
  postgres: { name: "db", title: "PostgreSQL", types: ["postgres", "postgresql"] },
  mysql: { name: "db", title: "MySQL", types: ["mysql", "mariadb"] },
  sqlserver: { name: "db", title: "SQL Server", types: ["sqlserver", "mssql", "azure-sql"] },
  mongodb: { name: "documents", title: "MongoDB", types: ["mongodb", "mongo", "documentdb"] },
  redis: { name: "cache", title: "Redis", types: ["redis", "valkey", "cache"] },
  blob: { name: "files", title: "object storage", types: ["bucket", "blob", "blob-storage", "storage"] },
  s3: { name: "files", title: "S3 storage", types: ["s3", "s3-bucket", "bucket"] },
  queue: { name: "queue", title: "a queue", types: ["queue", "rabbitmq", "kafka", "servicebus", "service-bus"] },
  jobs: { name: "jobs", title: "a queue in PostgreSQL", types: ["queue", "pg-boss"] },
  search: { name: "search", title: "a search engine", types: ["opensearch", "elasticsearch", "search"] },
};
const ORDER: readonly ClientKind[] = [
  "postgres",
  "mysql",
  "sqlserver",
  "mongodb",
  "redis",
  "blob",
  "s3",
  "queue",
  "jobs",
  "search",
];

/** A resource that the user names: `db=postgres` or `db=postgres:17`. */
export interface NamedResource {
  readonly name: string;
  readonly type: string;
  readonly version: string | undefined;
}

/** What of the clients' needs the platform offers, what the user named, and a line for each thing that it does not offer. */
export function wantedResources(
  clients: readonly Client[],
  named: readonly NamedResource[],
  platform: PlatformModel,
): { readonly resources: readonly WantedResource[]; readonly missing: readonly string[] } {
  const resources: WantedResource[] = named.map(({ name, type, version }) => {
    const model = platform.types.get(type);
    const kind = ORDER.find((one) => KINDS[one].types.includes(type));
    return { name, type, version: version ?? (model && currentVersion(model)), kind, outputs: outputsOf(model) };
  });
  const missing: string[] = [];
  for (const kind of ORDER) {
    const asking = clients.filter((client) => client.kind === kind);
    const [client] = asking;
    if (!client || resources.some((known) => known.kind === kind)) continue;
    const model = offered(kind, platform);
    if (!model) {
      const from = asking.map(({ name, at }) => `${name}, ${formatEvidence(at)}`)[0];
      missing.push(`It uses ${KINDS[kind].title} (${from}); platform "${platform.name}" offers none.`);
      continue;
    }
    const version = asking.map((one) => one.version).find((one) => one !== undefined && isOffered(model, one));
    const taken = resources.some(({ name }) => name === KINDS[kind].name);
    resources.push({
      name: taken ? model.name : KINDS[kind].name,
      type: model.name,
      version: version ?? currentVersion(model),
      kind,
      client,
      outputs: outputsOf(model),
      at: client.at,
    });
  }
  return { resources, missing };
}

function offered(kind: ClientKind, platform: PlatformModel): ResourceTypeModel | undefined {
  const found = KINDS[kind].types.flatMap((type) => platform.types.get(type) ?? [])[0];
  // Azure's and Amazon's clients do not understand each other's servers; the outputs tell which of them a bucket is for.
  const isAzure = Object.hasOwn(found?.document.outputs ?? {}, "connectionString");
  if (kind === "s3" && isAzure) return undefined;
  // A broker's clients do not understand a queue in PostgreSQL's tables, which has a schema, and the other way round.
  const isTables = Object.hasOwn(found?.document.outputs ?? {}, "schema");
  if ((kind === "queue" && isTables) || (kind === "jobs" && !isTables)) return undefined;
  return found;
}

function isOffered({ document }: ResourceTypeModel, version: string): boolean {
  return document.versions?.some((one) => one.version === version && one.status !== "withdrawn") ?? false;
}

function currentVersion({ document }: ResourceTypeModel): string | undefined {
  return document.versions?.find(({ status }) => status === "current")?.version;
}

function outputsOf(model: ResourceTypeModel | undefined): ReadonlySet<string> {
  return new Set(Object.keys(model?.document.outputs ?? {}));
}
