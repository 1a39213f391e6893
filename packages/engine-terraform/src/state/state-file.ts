import { errorMessage, isJson, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { TerraformError } from "../errors.ts";

/** The version of Terraform's state format that is known. OpenTofu has the same. */
const FORMAT = 4;

/**
 * A state as Terraform writes it, format 4.
 *
 * @see https://developer.hashicorp.com/terraform/language/state
 */
export interface StateFile {
  readonly document: JsonObject;
  /** Counts the writes of one lineage. */
  readonly serial: number;
  /** Given to a state when it begins; another one is another state. */
  readonly lineage: string;
  readonly terraformVersion: string | undefined;
}

/** One thing that a state holds. */
export interface StateThing {
  /** In Terraform's words: `module.db.azurerm_postgresql_flexible_server.this[0]`. */
  readonly address: string;
  readonly type: string;
  readonly id: string | undefined;
  /** Its provider says that the id is not to be shown. */
  readonly isIdSecret: boolean;
  /** `tainted`: it is made anew by the next apply. `deposed`: it was replaced, and is still to be destroyed. */
  readonly status: "ready" | "tainted" | "deposed";
  /** The whole of it, secrets among it: to be compared, never to be shown. */
  readonly content: JsonObject;
}

/**
 * Reads a state of Terraform.
 *
 * @param where is named in errors: `terraform/orders/prod/azure`
 * @throws {TerraformError} `engine-terraform/state-newer`, `engine-terraform/state-damaged`
 */
export function parseStateFile(bytes: Uint8Array, where: string): StateFile {
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw damagedState(where, `it is no JSON (${errorMessage(error)}), as if it had been cut off`, error);
  }
  if (!isJsonObject(document)) throw damagedState(where, "it is no object");
  const { version, serial, lineage, terraform_version: terraformVersion, resources } = document;
  if (typeof version === "number" && version > FORMAT)
    throw new TerraformError({
      code: "engine-terraform/state-newer",
      message: `Terraform's state ${where} has format ${version}; this version of Towpath knows format ${FORMAT}.`,
      hint: "A newer Terraform or OpenTofu wrote it. Nothing was touched. Use a later Towpath: npm install towpath@latest.",
    });
  if (version !== FORMAT) throw damagedState(where, `its format is ${shown(version)} and not ${FORMAT}`);
  if (typeof serial !== "number" || !Number.isSafeInteger(serial) || serial < 0)
    throw damagedState(where, `its serial is ${shown(serial)}`);
  if (typeof lineage !== "string" || lineage === "") throw damagedState(where, "it has no lineage");
  if (resources !== undefined && resources !== null && !Array.isArray(resources))
    throw damagedState(where, "its resources are no list");
  return {
    document,
    serial,
    lineage,
    terraformVersion: typeof terraformVersion === "string" ? terraformVersion : undefined,
  };
}

/** What a state holds, data sources left out, in the state's order. What is in an unknown form is left out, too. */
export function thingsOf({ document }: Pick<StateFile, "document">): readonly StateThing[] {
  const { resources } = document;
  return Array.isArray(resources) ? resources.flatMap(instancesOf) : [];
}

function instancesOf(resource: Json): readonly StateThing[] {
  if (!isJsonObject(resource) || resource["mode"] !== "managed") return [];
  const { module, type, name, instances } = resource;
  if (typeof type !== "string" || typeof name !== "string" || !Array.isArray(instances)) return [];
  const address = `${typeof module === "string" ? `${module}.` : ""}${type}.${name}`;
  return instances.filter(isJsonObject).map((instance): StateThing => {
    const { index_key: key, attributes, status, deposed, sensitive_attributes: secrets } = instance;
    const id = isJsonObject(attributes) ? attributes["id"] : undefined;
    return {
      address: key === undefined || key === null ? address : `${address}[${JSON.stringify(key)}]`,
      type,
      id: typeof id === "string" ? id : undefined,
      isIdSecret: Array.isArray(secrets) && secrets.some(isOfId),
      status: typeof deposed === "string" ? "deposed" : status === "tainted" ? "tainted" : "ready",
      content: instance,
    };
  });
}

/** The path of what is secret: `[{ "type": "get_attr", "value": "id" }]`. */
function isOfId(path: Json): boolean {
  const [first] = Array.isArray(path) ? path : [];
  return isJsonObject(first) && first["value"] === "id";
}

/** What is said of a state that cannot be read. */
export function damagedState(where: string, what: string, cause?: unknown): TerraformError {
  return new TerraformError({
    code: "engine-terraform/state-damaged",
    message: `Terraform's state ${where} cannot be read: ${what}.`,
    hint: "Nothing was touched. towpath state history shows the generations that still read, towpath state restore puts one back.",
    cause,
  });
}

function shown(value: unknown): string {
  if (!isJson(value)) return "missing";
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
