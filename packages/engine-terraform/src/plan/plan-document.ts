import { isJsonObject, type Json, type JsonObject, own } from "@towpath/core";
import { TerraformError } from "../errors.ts";

/** The major version of the format that is known. Minor versions only add. */
const KNOWN_MAJOR = 1;
/** How deep a plan's values may nest: deeper than modules and providers do, and no danger to the stack of who reads them. */
const DEEPEST = 1_000;

/**
 * A plan as JSON, of a format that is known.
 *
 * @param text what `show -json PLANFILE` wrote
 * @throws {TerraformError} `engine-terraform/plan-newer`, `engine-terraform/plan-damaged`
 */
export function planDocument(text: string): JsonObject {
  const document = parsed(text);
  if (!isJsonObject(document)) throw damaged("It is no object.");
  expectShallow(document);
  const version = own(document, "format_version");
  const major = typeof version === "string" ? /^(\d{1,9})\.\d+/.exec(version)?.[1] : undefined;
  if (major === undefined) throw damaged("It has no format_version.");
  if (Number(major) > KNOWN_MAJOR) throw newer(`Its format is ${String(version)}; known is ${KNOWN_MAJOR}.x.`);
  if (Number(major) < KNOWN_MAJOR) throw damaged(`Its format is ${String(version)}, which no release wrote.`);
  return document;
}

/** Level by level: what a full stack throws is not always a RangeError. */
function expectShallow(document: Json): void {
  let level = [document];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) throw damaged("Its values are nested too deeply.");
    level = level.flatMap((value) => (typeof value === "object" && value !== null ? Object.values(value) : []));
  }
}

/** A plan that cannot be read. */
export function damaged(why: string): TerraformError {
  return new TerraformError({
    code: "engine-terraform/plan-damaged",
    kind: "fault",
    message: `The plan that Terraform wrote cannot be read. ${why}`,
    hint: "Run the command again. If it stays like this, the program and Towpath do not fit together: name both versions when you report it.",
  });
}

/** A plan that says what nobody here knows. */
export function newer(why: string): TerraformError {
  return new TerraformError({
    code: "engine-terraform/plan-newer",
    kind: "fault",
    message: `The plan is of a newer kind than this Towpath knows. ${why}`,
    hint: "Take a newer Towpath, or an older Terraform or OpenTofu: the engine option version holds it.",
  });
}

/** A member that is an object; an empty one where it is not there. @throws {TerraformError} where it is something else */
export function objectAt(object: JsonObject, name: string): JsonObject {
  const value = own(object, name) ?? null;
  if (value === null) return {};
  if (!isJsonObject(value)) throw damaged(`${name} is no object.`);
  return value;
}

/** A member that is a list of objects; an empty one where it is not there. @throws {TerraformError} where it is something else */
export function objectsAt(object: JsonObject, name: string): readonly JsonObject[] {
  return listAt(object, name).map((item) => {
    if (!isJsonObject(item)) throw damaged(`${name} has an item that is no object.`);
    return item;
  });
}

/** A member that is a list; an empty one where it is not there. @throws {TerraformError} where it is something else */
export function listAt(object: JsonObject, name: string): readonly Json[] {
  const value = own(object, name) ?? null;
  if (value === null) return [];
  if (!Array.isArray(value)) throw damaged(`${name} is no list.`);
  return value;
}

/** A member that is a text. @throws {TerraformError} where it is not there, or something else */
export function textAt(object: JsonObject, name: string): string {
  const value = own(object, name);
  if (typeof value !== "string") throw damaged(`${name} is no text.`);
  return value;
}

/** A member that is a text and not empty, where it is there. */
export function optionalTextAt(object: JsonObject, name: string): string | undefined {
  const value = own(object, name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function parsed(text: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    // What the parser says quotes the text, in which there may be secrets.
    throw damaged(text.trim() === "" ? "It is empty." : "It is no JSON.");
  }
}
