import { errorMessage, isJsonObject, type JsonObject } from "@towpath/core";
import { provisioningError } from "../errors.ts";
import { isSealed } from "../secrets/state-box.ts";
import type { StateDocument } from "./state-document.ts";

const FORMAT = 1;

/** A state with nothing in it. */
export const EMPTY_STATE: StateDocument = { state: FORMAT, serial: 0, resources: {}, orphans: {}, journal: [] };

/**
 * Reads what {@link import("./encode-state.ts").encodeState} wrote.
 *
 * @param key named in errors
 * @throws {ProvisioningError} `provisioning/state-newer`, `provisioning/state-damaged`
 */
export function decodeState(bytes: Uint8Array, key: string): StateDocument {
  if (isSealed(bytes)) throw damaged(key, "it is sealed, and this environment's state names no key to open it");
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw damaged(key, `it is no JSON (${errorMessage(error)}), as if it had been cut off`, error);
  }
  if (!isJsonObject(document)) throw damaged(key, "it is no object");
  const format = document["state"];
  if (typeof format === "number" && format > FORMAT)
    throw provisioningError({
      code: "provisioning/state-newer",
      message: `The state of ${key} has format ${format}; this version of Towpath reads format ${FORMAT}.`,
      hint: "A newer Towpath wrote it. Use that version or a later one: npm install towpath@latest.",
    });
  const problem = problemOf(document);
  if (problem !== undefined) throw damaged(key, problem);
  if (!isState(document)) throw damaged(key, "its form is unknown");
  return document;
}

function isState(document: unknown): document is StateDocument {
  return isJsonObject(document) && problemOf(document) === undefined;
}

function problemOf(document: JsonObject): string | undefined {
  if (document["state"] !== FORMAT) return `its format is not ${FORMAT}`;
  if (typeof document["serial"] !== "number") return "serial is no number";
  for (const part of ["resources", "orphans"]) {
    const things = document[part];
    if (!isJsonObject(things)) return `${part} is no object`;
    const broken = Object.keys(things).find((address) => !isResource(things[address]));
    if (broken !== undefined) return `${part} holds ${broken} in an unknown form`;
  }
  const journal = document["journal"];
  if (!Array.isArray(journal) || !journal.every(isIntention)) return "journal holds something else than intentions";
  const { lock, lastApplied, moved } = document;
  if (moved !== undefined && !(Array.isArray(moved) && moved.every(isMove)))
    return "moved holds something else than renames";
  if (lock !== undefined && !isLock(lock)) return "lock is in an unknown form";
  if (lastApplied !== undefined && !(isJsonObject(lastApplied) && lastApplied["graph"] === 1))
    return "lastApplied is no graph";
  return undefined;
}

function isResource(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const texts = ["type", "engine", "driver", "recipe", "idempotencyKey", "status"];
  const { outputs, settings, dependsOn } = value;
  return (
    texts.every((name) => typeof value[name] === "string") &&
    ["variant", "version"].every((name) => value[name] === undefined || typeof value[name] === "string") &&
    typeof value["isStateful"] === "boolean" &&
    value["want"] !== undefined &&
    value["have"] !== undefined &&
    isJsonObject(settings) &&
    Array.isArray(dependsOn) &&
    dependsOn.every((address) => typeof address === "string") &&
    isJsonObject(outputs) &&
    Object.values(outputs).every(
      (output) => isJsonObject(output) && ("value" in output || typeof output["sealed"] === "string"),
    )
  );
}

function isIntention(value: unknown): boolean {
  return (
    isJsonObject(value) &&
    typeof value["address"] === "string" &&
    typeof value["at"] === "string" &&
    ["create", "update", "delete"].some((action) => action === value["action"]) &&
    isResource(value["resource"])
  );
}

function isMove(value: unknown): boolean {
  return isJsonObject(value) && ["from", "to", "engine"].every((name) => typeof value[name] === "string");
}

function isLock(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const { holder, process } = value;
  return (
    typeof value["token"] === "string" &&
    isJsonObject(holder) &&
    ["who", "run", "since"].every((name) => typeof holder[name] === "string") &&
    (process === undefined ||
      (isJsonObject(process) &&
        typeof process["host"] === "string" &&
        typeof process["pid"] === "number" &&
        typeof process["start"] === "string"))
  );
}

function damaged(key: string, what: string, cause?: unknown): Error {
  return provisioningError({
    code: "provisioning/state-damaged",
    message: `The state of ${key} cannot be read: ${what}.`,
    hint: "Nothing was touched. Put back an earlier generation of it (the file store keeps them beside it) or a backup. Without one, move it away: the next plan finds what exists by its address and offers to adopt it.",
    cause,
  });
}
