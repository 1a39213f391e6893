import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { errorMessage, isJsonObject, Secret } from "@towpath/core";
import type { Holder, SecretBox } from "@towpath/provisioning";
import { TerraformError } from "../errors.ts";
import { damagedState, parseStateFile, type StateFile, thingsOf } from "./state-file.ts";

/** The version of the form in which a state of Terraform lies in a store. */
const FORMAT = 1;

/** The largest state that is taken, in bytes: 64 MiB, as Terraform writes it. */
export const LARGEST_STATE_BYTES = 64 * 1024 * 1024;

/**
 * A state of Terraform as it lies in a store: what anybody may see, and the state itself, which holds secrets and is sealed.
 * Also in a store that seals all of its values.
 */
export interface StoredEnvelope {
  readonly terraformState: typeof FORMAT;
  /** Of the state; 0 while there is none. */
  readonly serial: number;
  readonly lineage: string | null;
  /** How many things the state holds. */
  readonly things: number;
  /** Which Terraform wrote it. */
  readonly terraform: string | null;
  /** The run that wrote last. Every run writes itself in before Terraform begins, so that a run that comes back late is refused. */
  readonly writer: Holder | null;
  /** `v1:…`, gzip in it; null while a run has begun and no state is there yet. */
  readonly sealed: string | null;
}

/** An envelope with what is in it. */
export interface OpenedEnvelope {
  readonly envelope: StoredEnvelope;
  /** As Terraform wrote it. */
  readonly bytes?: Uint8Array | undefined;
  readonly file?: StateFile | undefined;
}

/** The envelope of a state that nobody has written yet. */
export const EMPTY_ENVELOPE: StoredEnvelope = {
  terraformState: FORMAT,
  serial: 0,
  lineage: null,
  things: 0,
  terraform: null,
  writer: null,
  sealed: null,
};

/** The envelope of a state. @param bytes undefined while there is none */
export async function sealState(
  bytes: Uint8Array | undefined,
  { key, box, writer }: { readonly key: string; readonly box: SecretBox; readonly writer: Holder | null },
): Promise<Uint8Array> {
  const file = bytes && parseStateFile(bytes, key);
  const packed = bytes && (await promisify(gzip)(bytes)).toString("base64");
  return encodeEnvelope({
    terraformState: FORMAT,
    serial: file?.serial ?? 0,
    lineage: file?.lineage ?? null,
    things: file ? thingsOf(file).length : 0,
    terraform: file?.terraformVersion ?? null,
    writer: writer && { who: writer.who, run: writer.run, since: writer.since },
    sealed: packed === undefined ? null : await box.seal(new Secret(packed), purposeOf(key)),
  });
}

/** The bytes of an envelope. */
export function encodeEnvelope(envelope: StoredEnvelope): Uint8Array {
  return Buffer.from(`${JSON.stringify(envelope, undefined, 1)}\n`);
}

/**
 * Opens an envelope.
 *
 * @throws {TerraformError} `engine-terraform/state-damaged`, `engine-terraform/state-newer`
 * @throws {ProvisioningError} `provisioning/secret-unreadable` where it was sealed with another key
 */
export async function openState(stored: Uint8Array, key: string, box: SecretBox): Promise<OpenedEnvelope> {
  const envelope = decodeEnvelope(stored, key);
  if (envelope.sealed === null) return { envelope };
  const packed = (await box.open(envelope.sealed, purposeOf(key))).reveal();
  const bytes = await unpacked(packed, key);
  const file = parseStateFile(bytes, key);
  if (file.serial !== envelope.serial || file.lineage !== envelope.lineage)
    throw damagedState(key, "what is sealed in it is not what it says of itself");
  return { envelope, bytes, file };
}

/**
 * What anybody may see of a state of Terraform.
 *
 * @throws {TerraformError} `engine-terraform/state-damaged`, `engine-terraform/state-newer`
 */
export function decodeEnvelope(stored: Uint8Array, key: string): StoredEnvelope {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(stored));
  } catch (error) {
    throw damagedState(key, `it is no JSON (${errorMessage(error)}), as if it had been cut off`, error);
  }
  const format = isJsonObject(value) ? value["terraformState"] : undefined;
  if (typeof format === "number" && format > FORMAT)
    throw new TerraformError({
      code: "engine-terraform/state-newer",
      message: `Terraform's state ${key} lies in the store in form ${format}; this version of Towpath reads form ${FORMAT}.`,
      hint: "A newer Towpath wrote it. Nothing was touched. Use that version or a later one: npm install towpath@latest.",
    });
  if (!isEnvelope(value)) throw damagedState(key, "its form is unknown");
  return value;
}

function isEnvelope(value: unknown): value is StoredEnvelope {
  if (!isJsonObject(value)) return false;
  const { writer } = value;
  return (
    value["terraformState"] === FORMAT &&
    ["serial", "things"].every((name) => Number.isSafeInteger(value[name])) &&
    ["lineage", "terraform", "sealed"].every((name) => value[name] === null || typeof value[name] === "string") &&
    (writer === null ||
      (isJsonObject(writer) && ["who", "run", "since"].every((name) => typeof writer[name] === "string")))
  );
}

async function unpacked(packed: string, key: string): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(Buffer.from(packed, "base64"), { maxOutputLength: 2 * LARGEST_STATE_BYTES });
  } catch (error) {
    throw damagedState(key, `it does not unpack (${errorMessage(error)})`, error);
  }
}

/** Binds a sealed state to its key: under another it does not open. */
function purposeOf(key: string): string {
  return `terraform-state ${key}`;
}
