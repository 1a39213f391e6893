import type { AddressForm, ClientKind } from "../detect/application.ts";
import type { Evidence, Found } from "../detect/evidence.ts";
import type { DraftVariable } from "./draft.ts";
import type { WantedResource } from "./wanted-resources.ts";

/** A variable, and where it was seen to be read; undefined for one that is only customary. */
export interface WiredVariable extends DraftVariable {
  readonly at: Evidence | undefined;
}

/** How variables begin that are about a kind of resource. */
const ABOUT: Readonly<Record<ClientKind, string>> = {
  postgres: "DATABASE|DATASOURCE|DATASOURCE_JDBC|DB|POSTGRES|POSTGRESQL|PG|JDBC|JDBC_DATABASE",
  mysql: "DATABASE|DATASOURCE|DATASOURCE_JDBC|DB|MYSQL|MARIADB|JDBC|JDBC_DATABASE",
  sqlserver: "DATABASE|DATASOURCE|DB|MSSQL|SQLSERVER|JDBC",
  mongodb: "MONGO|MONGODB",
  redis: "REDIS|VALKEY|CACHE",
  blob: "AZURE_STORAGE|STORAGE|BLOB|BLOB_STORAGE|AZURE_BLOB|BUCKET|UPLOADS",
  s3: "S3|AWS_S3|BUCKET|STORAGE",
  queue: "AMQP|RABBITMQ|QUEUE|KAFKA|NATS|SERVICE_BUS|SERVICEBUS",
  jobs: "QUEUE|JOBS|JOB_QUEUE|PGBOSS|PG_BOSS",
  search: "ELASTICSEARCH|OPENSEARCH|SEARCH",
};

/** How they end, and the outputs that answer; the first that the type has counts. */
const ENDINGS: readonly (readonly [ending: string, outputs: readonly string[]])[] = [
  ["CONNECTION_?STRING", ["connectionString", "url"]],
  ["URL|URI|DSN", ["url", "connectionString"]],
  ["SERVICE_URL|ACCOUNT_URL|ENDPOINT", ["endpoint"]],
  ["HOST|HOSTNAME|SERVER", ["host"]],
  ["PORT", ["port"]],
  ["ACCOUNT|ACCOUNT_NAME", ["account"]],
  ["KEY|ACCOUNT_KEY|ACCESS_KEY", ["key"]],
  ["NAME|DATABASE|DB|DBNAME|CONTAINER|CONTAINER_NAME|BUCKET|BUCKET_NAME", ["name"]],
  ["USER|USERNAME", ["username"]],
  ["PASSWORD|PASS|PWD", ["password"]],
];
/** What no release is told: the databases of tests, and what Prisma compares schemas with. */
export const NOT_MEANT = /^(?:TEST|SHADOW|E2E|CI|LEGACY|OLD)_/i;
const PARTS = new Set(["host", "port", "name", "username", "password"]);

const SPRING = { URL: "jdbcUrl", USERNAME: "username", PASSWORD: "password" } as const;

/**
 * The variables that tell a service where its resources are: those that it was found to read, else what its framework reads,
 * else the customary ones.
 *
 * @param listed names in examples and in Compose
 * @param read names that its sources read
 */
export function wiredVariables(
  resources: readonly WantedResource[],
  listed: readonly Found<string>[],
  read: readonly Found<string>[],
  form: AddressForm,
): readonly WiredVariable[] {
  const isRead = new Set(read.map(({ value }) => value));
  const names = new Map([...read, ...listed].map(({ value, at }) => [value, at]));
  const wired: WiredVariable[] = [];
  for (const resource of resources) {
    const own = [...names.keys()].flatMap((name) => {
      if (wired.some((known) => known.name === name) || NOT_MEANT.test(name)) return [];
      const value = wiring(name, resource, form);
      return value === undefined ? [] : [{ name, value: value.text, output: value.output, at: names.get(name) }];
    });
    const hasAddress = own.some(({ output }) => output === "url" || output === "jdbcUrl");
    // Beside an address, the parts are mostly there for the server's own container.
    const kept = own.filter(({ name, output }) => !hasAddress || !PARTS.has(output) || isRead.has(name));
    wired.push(
      ...(kept.length > 0
        ? kept.map(({ name, value, at }) => ({ name, value, at }))
        : customary(resource, form).map((one) => ({ ...one, at: undefined }))),
    );
  }
  return wired;
}

/** What a resource answers to a variable of this name; undefined where the variable is about something else. */
export function wiring(
  name: string,
  resource: WantedResource,
  form: AddressForm,
): { readonly text: string; readonly output: string } | undefined {
  const { kind, outputs } = resource;
  if (kind === undefined) return undefined;
  const connection = /^ConnectionStrings__(\w+)$/.exec(name)?.[1];
  if (connection !== undefined) {
    const text =
      isDatabase(kind) && !/redis|cache|blob|storage|rabbit|queue|bus|mongo/i.test(connection)
        ? connectionString(resource)
        : undefined;
    return text === undefined ? undefined : { text, output: "url" };
  }
  if (kind === "blob" && /^(?:\w{1,40}_)?BUCKET$/i.test(name) && outputs.has("name")) return answer(resource, "name");
  for (const [ending, answers] of ENDINGS) {
    if (!new RegExp(`^(?:[A-Z0-9]+_)*(?:${ABOUT[kind]})_?(?:${ending})$`, "i").test(name)) continue;
    const isAddress = answers[0] === "url";
    const isJava = form === "spring" || form === "quarkus" || /JDBC/i.test(name);
    const wanted = isAddress && isJava && isDatabase(kind) && !/R2DBC|REACTIVE/i.test(name) ? ["jdbcUrl"] : answers;
    const output = wanted.find((one) => outputs.has(one));
    return output === undefined ? undefined : answer(resource, output);
  }
  return undefined;
}

function answer({ name }: WantedResource, output: string): { readonly text: string; readonly output: string } {
  return { text: `\${resources.${name}.${output}}`, output };
}

function isDatabase(kind: ClientKind): kind is "postgres" | "mysql" | "sqlserver" {
  return kind === "postgres" || kind === "mysql" || kind === "sqlserver";
}

/** What a service reads that was not seen to read anything of its own. */
function customary(resource: WantedResource, form: AddressForm): readonly DraftVariable[] {
  const { kind, outputs } = resource;
  const given = (pairs: readonly (readonly [name: string, output: string])[]): readonly DraftVariable[] =>
    pairs.flatMap(([name, output]) => (outputs.has(output) ? [{ name, value: answer(resource, output).text }] : []));
  if (kind === undefined) return [];
  if (isDatabase(kind)) {
    if (form === "spring")
      return given(Object.entries(SPRING).map(([end, output]) => [`SPRING_DATASOURCE_${end}`, output]));
    if (form === "quarkus")
      return given([
        ["QUARKUS_DATASOURCE_JDBC_URL", "jdbcUrl"],
        ["QUARKUS_DATASOURCE_USERNAME", "username"],
        ["QUARKUS_DATASOURCE_PASSWORD", "password"],
      ]);
    const text = form === "npgsql" ? connectionString(resource) : undefined;
    return text === undefined
      ? given([["DATABASE_URL", "url"]])
      : [{ name: "ConnectionStrings__Default", value: text }];
  }
  if (kind === "blob")
    return given([
      ["AZURE_STORAGE_CONNECTION_STRING", "connectionString"],
      ["AZURE_STORAGE_CONTAINER", "name"],
    ]);
  if (kind === "jobs")
    return given([
      ["QUEUE_URL", "url"],
      ["QUEUE_NAME", "name"],
    ]);
  const name = { mongodb: "MONGODB_URI", redis: "REDIS_URL", s3: "S3_URL", queue: "QUEUE_URL", search: "SEARCH_URL" }[
    kind
  ];
  return given([[name, "url"]]);
}

/** .NET's drivers read no address; https://www.npgsql.org/doc/connection-string-parameters.html. */
function connectionString({ name, outputs }: WantedResource): string | undefined {
  const parts = [
    ["Host", "host"],
    ["Port", "port"],
    ["Database", "name"],
    ["Username", "username"],
    ["Password", "password"],
  ] as const;
  if (!parts.every(([, output]) => outputs.has(output))) return undefined;
  return parts.map(([key, output]) => `${key}=\${resources.${name}.${output}}`).join(";");
}
