import { join, resolve } from "node:path";
import { type Effects, isJsonObject, type Json, noticeOnce, own, Secret } from "@towpath/core";
import type { LocalFolders } from "@towpath/engine-local";
import type { Graph } from "@towpath/manifest";
import {
  fileStore,
  openSecretBox,
  openStateBox,
  readStateKey,
  type SecretBox,
  type StateBox,
  type StateKeySource,
  type StateStore,
  sealedStore,
  stateKeyMissing,
  storedSecretBox,
} from "@towpath/provisioning";
import { OperationError } from "../errors.ts";

type Environment = Graph["environment"];
type StateOptions = NonNullable<Environment["state"]>["options"];

/** Where the state of an environment is. */
export interface OpenState {
  readonly store: StateStore;
  /** What secret outputs in it are sealed with. */
  readonly secretBox: SecretBox;
  /** Where values are sealed: the store below, and what seals them. */
  readonly sealing?: { readonly below: StateStore; readonly box: StateBox } | undefined;
}

const URL_VARIABLE = "TOWPATH_STATE_URL";
const KEY_VARIABLE = "TOWPATH_STATE_KEY";

/**
 * Opens the state store that the platform names for an environment. What leaves the machine is sealed; a file store only
 * when it names a key. Clients of databases and clouds are loaded here and nowhere else.
 *
 * @throws {OperationError} `operation/state-credentials`
 * @throws {ProvisioningError} `provisioning/state-key`, `provisioning/store-options`
 */
export async function openState(environment: Environment, folders: LocalFolders, effects: Effects): Promise<OpenState> {
  const { store = "file", options = {} } = environment.state ?? {};
  if (store === "file") {
    const below = fileStore(join(folders.data, "state"));
    const secretBox = await openSecretBox(join(folders.data, "secret.key"));
    return options["key"] === undefined
      ? { store: below, secretBox }
      : { secretBox, ...sealed(below, await openBox(options, effects)) };
  }
  // The key is asked for first: whoever lacks it needs no credentials to hear so.
  const box = await openBox(options, effects);
  const opened = sealed(
    await (store === "postgres" ? openPostgres(environment, options, effects) : openAzblob(options, effects)),
    box,
  );
  return { ...opened, secretBox: storedSecretBox(opened.store) };
}

function sealed(below: StateStore, box: StateBox): Pick<OpenState, "store" | "sealing"> {
  return { store: sealedStore(below, box), sealing: { below, box } };
}

async function openBox(options: StateOptions, effects: Effects): Promise<StateBox> {
  const source = keySource(options["key"], effects) ?? { variable: KEY_VARIABLE };
  const oldSource = keySource(options["oldKey"], effects);
  const key = readStateKey(source, effects.variables);
  if (!key) throw stateKeyMissing(source);
  return openStateBox(key, oldSource && readStateKey(oldSource, effects.variables));
}

async function openPostgres(environment: Environment, options: StateOptions, effects: Effects): Promise<StateStore> {
  const variable = variableOf(options["url"]) ?? URL_VARIABLE;
  const url = effects.variables[variable];
  if (!url)
    throw new OperationError({
      code: "operation/state-credentials",
      message: `The state of environment ${environment.name} is kept in PostgreSQL, and the variable ${variable} with its address is not set.`,
      place: environment.origin.place,
      hint: `Set it to postgres://USER:PASSWORD@HOST:5432/DATABASE; in a workflow: env: { ${variable}: \${{ secrets.${variable} }} }.`,
    });
  const { parsePostgresUrl, postgresStore } = await import("@towpath/provisioning/postgres-store");
  noticeOnce(effects, `State is kept in ${parsePostgresUrl(new Secret(url)).shown}.`);
  return postgresStore({
    url: new Secret(url),
    schema: textOf(options["schema"]),
    clock: effects.clock,
    signal: effects.signal,
  });
}

async function openAzblob(options: StateOptions, effects: Effects): Promise<StateStore> {
  const { variables, clock, signal } = effects;
  const { azblobStore, defaultAzureIdentity } = await import("@towpath/provisioning/azblob-store");
  const account = textOf(options["account"]) ?? "";
  const named = [
    { kind: "connection string", option: "connectionString", usual: "AZURE_STORAGE_CONNECTION_STRING" },
    { kind: "key", option: "accountKey", usual: "AZURE_STORAGE_KEY" },
    { kind: "sas", option: "sas", usual: "AZURE_STORAGE_SAS_TOKEN" },
  ] as const;
  const chosen = named.find(({ option }) => options[option] !== undefined);
  const variable = chosen && variableOf(options[chosen.option]);
  if (variable !== undefined && !variables[variable])
    throw new OperationError({
      code: "operation/state-credentials",
      message: `The state is kept in the storage account ${account}, and the variable ${variable} that opens it is not set.`,
      hint: `Set it; in a workflow: env: { ${variable}: \${{ secrets.${variable} }} }.`,
    });
  const there = chosen ?? named.find(({ usual }) => variables[usual]);
  const value = there && variables[variable ?? there.usual];
  const credential =
    there && value
      ? { kind: there.kind, value: new Secret(value) }
      : ({ kind: "identity", credential: await defaultAzureIdentity() } as const);
  const container = textOf(options["container"]) ?? "towpath";
  noticeOnce(effects, `State is kept in the container ${container} of the storage account ${account}.`);
  return azblobStore({
    account,
    container,
    prefix: textOf(options["prefix"]),
    endpoint: textOf(options["endpoint"]),
    credential,
    clock,
    signal,
  });
}

function keySource(option: Json | undefined, { folder }: Effects): StateKeySource | undefined {
  const variable = variableOf(option);
  if (variable !== undefined) return { variable };
  const file = memberOf(option, "file");
  return file === undefined ? undefined : { file: resolve(folder, file) };
}

/** The environment variable that an option of a store names. */
export function variableOf(option: Json | undefined): string | undefined {
  return memberOf(option, "variable");
}

function memberOf(option: Json | undefined, name: string): string | undefined {
  return isJsonObject(option) ? textOf(own(option, name)) : undefined;
}

function textOf(option: Json | undefined): string | undefined {
  return typeof option === "string" ? option : undefined;
}
