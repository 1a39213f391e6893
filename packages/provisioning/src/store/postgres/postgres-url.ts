import { readFileSync } from "node:fs";
import { errorMessage, type Secret } from "@towpath/core";
import type { ClientConfig } from "pg";
import { provisioningError } from "../../errors.ts";

/** How to reach a database, and what to call it where nobody may read the password. */
export interface PostgresAddress {
  readonly config: Pick<ClientConfig, "host" | "port" | "user" | "password" | "database" | "ssl">;
  readonly host: string;
  readonly user: string;
  readonly database: string;
  /** `PostgreSQL at db.example.com:5432, database towpath` */
  readonly shown: string;
}

const MODES = ["disable", "require", "verify-ca", "verify-full", "no-verify"] as const;

/**
 * Takes a URL apart, as libpq understands it (https://www.postgresql.org/docs/current/libpq-connect.html): `sslmode`,
 * `sslrootcert`, `sslcert`, `sslkey`. Without `sslmode` a connection to another machine is encrypted and the server's
 * certificate verified; every mode but `disable` and `no-verify` verifies it.
 *
 * @throws {ProvisioningError} `provisioning/store-options`, which never shows the URL
 */
export function parsePostgresUrl(secret: Secret): PostgresAddress {
  let url: URL;
  try {
    url = new URL(secret.reveal().trim());
  } catch {
    throw badUrl("It is no URL.");
  }
  if (url.protocol !== "postgres:" && url.protocol !== "postgresql:") throw badUrl(`It begins with ${url.protocol}//.`);
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (host === "") throw badUrl("It names no host.");
  const user = decoded(url.username, "user");
  const database = decoded(url.pathname.slice(1), "database") || user;
  if (user === "") throw badUrl("It names no user.");
  const port = url.port === "" ? 5432 : Number(url.port);
  return {
    config: {
      host,
      port,
      user,
      database,
      ...(url.password === "" ? {} : { password: decoded(url.password, "password") }),
      ssl: encryption(url.searchParams, host),
    },
    host,
    user,
    database,
    shown: `PostgreSQL at ${host}:${port}, database ${database}`,
  };
}

function encryption(parameters: URLSearchParams, host: string): ClientConfig["ssl"] {
  const given = parameters.get("sslmode") ?? (isLoopback(host) ? "disable" : "verify-full");
  const mode = MODES.find((name) => name === given);
  if (!mode) throw badUrl(`Its sslmode is ${JSON.stringify(given.slice(0, 20))}; there are ${MODES.join(", ")}.`);
  if (mode === "disable") return false;
  const file = (name: string) => {
    const path = parameters.get(name);
    return path === null ? undefined : fileOf(path, name);
  };
  const [ca, cert, key] = [file("sslrootcert"), file("sslcert"), file("sslkey")];
  return {
    rejectUnauthorized: mode !== "no-verify",
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

function fileOf(path: string, name: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw badUrl(`Its ${name} cannot be read: ${errorMessage(error)}.`);
  }
}

function decoded(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badUrl(`Its ${what} is not percent-encoded: write % as %25.`);
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\./.test(host);
}

function badUrl(what: string): Error {
  return provisioningError({
    code: "provisioning/store-options",
    message: `The address of the state's database cannot be used. ${what}`,
    hint: "Write it as postgres://USER:PASSWORD@HOST:5432/DATABASE, with special characters percent-encoded.",
  });
}
