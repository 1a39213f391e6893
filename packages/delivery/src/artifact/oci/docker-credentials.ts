import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { isJsonObject, type JsonObject, own, Secret } from "@towpath/core";
import { type DeliveryError, deliveryError, systemCode } from "../../errors.ts";

/** How somebody proves to a registry who they are. */
export type RegistryCredentials =
  | { readonly kind: "password"; readonly user: string; readonly password: Secret }
  /** What `docker login` got from the registry in exchange for a password. */
  | { readonly kind: "identity"; readonly token: Secret };

type Variables = Readonly<Record<string, string | undefined>>;

export const USER_VARIABLE = "TOWPATH_ARTIFACTS_USER";
export const PASSWORD_VARIABLE = "TOWPATH_ARTIFACTS_PASSWORD";

const HELPER = /^[A-Za-z0-9._-]{1,100}$/;
const HELPER_MS = 30_000;
/** What a credential helper takes for the user of an identity token. */
const TOKEN_USER = "<token>";

/**
 * The credentials for a registry: of the variables TOWPATH_ARTIFACTS_USER and TOWPATH_ARTIFACTS_PASSWORD, else as Docker keeps
 * them, in `config.json` or with a credential helper. Format:
 * https://docs.docker.com/reference/cli/docker/login/#credential-stores
 *
 * @returns undefined where there are none: what is public can be read without
 * @throws {DeliveryError} `delivery/artifact-store-denied` where they are kept and cannot be had
 */
export async function registryCredentials(
  host: string,
  variables: Variables,
  signal: AbortSignal,
): Promise<RegistryCredentials | undefined> {
  const password = variables[PASSWORD_VARIABLE];
  if (password) return { kind: "password", user: variables[USER_VARIABLE] ?? "", password: new Secret(password) };
  const path = join(variables["DOCKER_CONFIG"] || join(variables["HOME"] || homedir(), ".docker"), "config.json");
  const config = await readConfig(path);
  if (!config) return undefined;
  const helper = textOf(forHost(config["credHelpers"], host));
  if (helper !== undefined) return askHelper(helper, host, variables, signal);
  const entry = forHost(config["auths"], host);
  const kept = isJsonObject(entry) ? keptIn(entry, path, host) : undefined;
  if (kept) return kept;
  const store = textOf(config["credsStore"]);
  return store === undefined ? undefined : askHelper(store, host, variables, signal);
}

async function readConfig(path: string): Promise<JsonObject | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return undefined;
    throw unusable(`${path} cannot be read (${systemCode(error) ?? "unknown"})`);
  }
  try {
    const config: unknown = JSON.parse(text);
    if (isJsonObject(config)) return config;
  } catch {
    // What the parser says quotes the file, which holds passwords.
  }
  throw unusable(`${path} is no JSON object`);
}

/** Docker writes hosts with and without a scheme and a path. */
function forHost(entries: JsonObject[string] | undefined, host: string): JsonObject[string] | undefined {
  if (!isJsonObject(entries)) return undefined;
  const names = host === "docker.io" ? ["docker.io", "index.docker.io", "registry-1.docker.io"] : [host];
  const key = Object.keys(entries).find((name) =>
    names.includes(name.replace(/^https?:\/\//, "").replace(/\/.*$/, "")),
  );
  return key === undefined ? undefined : own(entries, key);
}

function keptIn(entry: JsonObject, path: string, host: string): RegistryCredentials | undefined {
  const token = textOf(entry["identitytoken"]);
  if (token) return { kind: "identity", token: new Secret(token) };
  const auth = textOf(entry["auth"]);
  if (!auth) return undefined;
  const [user = "", ...password] = Buffer.from(auth, "base64").toString("utf8").split(":");
  if (password.length === 0) throw unusable(`what ${path} has for ${host} is no user and password`);
  return { kind: "password", user, password: new Secret(password.join(":").replace(/\0+$/, "")) };
}

async function askHelper(
  name: string,
  host: string,
  variables: Variables,
  signal: AbortSignal,
): Promise<RegistryCredentials | undefined> {
  if (!HELPER.test(name)) throw unusable("Docker's configuration names a credential helper by no name of a program");
  const program = `docker-credential-${name}`;
  const asked = host === "docker.io" ? "https://index.docker.io/v1/" : host;
  const { output, problem } = await ask(program, asked, variables, signal);
  if (problem !== undefined) {
    // By its protocol: https://github.com/docker/docker-credential-helpers#development
    if (output.includes("credentials not found")) return undefined;
    throw unusable(`${program}, which Docker's configuration names, ${problem}`);
  }
  try {
    const answer: unknown = JSON.parse(output);
    const user = isJsonObject(answer) ? textOf(answer["Username"]) : undefined;
    const secret = isJsonObject(answer) ? textOf(answer["Secret"]) : undefined;
    if (user !== undefined && secret)
      return user === TOKEN_USER
        ? { kind: "identity", token: new Secret(secret) }
        : { kind: "password", user, password: new Secret(secret) };
  } catch {
    // What the parser says quotes the answer, which holds a password.
  }
  throw unusable(`${program}, which Docker's configuration names, did not answer with credentials`);
}

function ask(
  program: string,
  input: string,
  variables: Variables,
  signal: AbortSignal,
): Promise<{ readonly output: string; readonly problem?: string }> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, ["get"], { env: { ...variables }, timeout: HELPER_MS, signal }, (error, output) => {
      if (signal.aborted) return reject(signal.reason);
      if (!error) return resolve({ output });
      if (systemCode(error) === "ENOENT") return resolve({ output, problem: "is not on the PATH" });
      return resolve({ output, problem: error.killed ? "did not answer in time" : "failed" });
    });
    child.stdin?.on("error", () => {}); // it may end without reading
    child.stdin?.end(`${input}\n`);
  });
}

function textOf(value: JsonObject[string] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function unusable(why: string): DeliveryError {
  return deliveryError({
    code: "delivery/artifact-store-denied",
    message: `The credentials for the registry cannot be had: ${why}.`,
    hint: `Run docker login again, or set ${USER_VARIABLE} and ${PASSWORD_VARIABLE}.`,
  });
}
