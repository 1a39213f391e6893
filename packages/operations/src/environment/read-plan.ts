import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Digest, type Effects, errorMessage, isJson, isJsonObject, type Json } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import { RISKS } from "@towpath/manifest/difference";
import { digestChanges, type Plan } from "@towpath/provisioning";
import { ACTIONS } from "../describe/change-line.ts";
import { OperationError } from "../errors.ts";

/**
 * Reads the file of an approved plan.
 *
 * @param digest what was approved, where that was said, too
 * @throws {OperationError} `operation/plan-file` for what is no plan, is one for something else, or was changed by hand
 */
export function readPlan(
  file: string,
  graph: Pick<Graph, "service" | "environment">,
  effects: Effects,
  digest: Digest | undefined,
): Plan {
  const refuse = (why: string, cause?: unknown): OperationError =>
    new OperationError({
      code: "operation/plan-file",
      message: `${file} is no plan that can be applied: ${why}.`,
      hint: "Write one with towpath plan --out, for the same service and environment.",
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(resolve(effects.folder, file), "utf8"));
  } catch (error) {
    throw refuse(errorMessage(error), error);
  }
  if (isJsonObject(value) && value["difference"] === 1)
    throw refuse("it is a difference of two graphs, and nobody looked at what is there when it was made");
  if (!isJson(value) || !isPlan(value)) throw refuse("it is not in the form of version 1");
  const { service, environment } = graph;
  if (value.service !== service.name || value.environment !== environment.name)
    throw refuse(`it is for ${value.service} in ${value.environment}, not for ${service.name} in ${environment.name}`);
  if (digestOf(value) !== value.changesDigest) throw refuse("its changes are not those that its digest stands for");
  if (digest !== undefined && digest !== value.changesDigest)
    throw refuse(`the digest of its changes is ${value.changesDigest}, and ${digest} was approved`);
  return value;
}

/** Undefined for what has none: a text with half of a surrogate pair. */
function digestOf(plan: Plan): Digest | undefined {
  try {
    return digestChanges(plan);
  } catch {
    return undefined;
  }
}

/** The form of a plan as far as it is compared and shown; what is in it is planned again. */
function isPlan(value: Json): value is Json & Plan {
  if (!isJsonObject(value) || value["plan"] !== 1) return false;
  const { goal, inputs, changes, only, summary } = value;
  return (
    hasTexts(value, ["service", "environment", "createdAt", "changesDigest", "inputsDigest"]) &&
    (goal === "match" || goal === "destroy") &&
    (only === undefined || areTexts(only)) &&
    isJsonObject(inputs) &&
    hasTexts(inputs, ["manifest", "platform", "state"]) &&
    isJsonObject(summary) &&
    Array.isArray(changes) &&
    changes.every(isChange)
  );
}

function isChange(change: Json): boolean {
  return (
    isJsonObject(change) &&
    hasTexts(change, ["address", "type", "engine"]) &&
    ACTIONS.some((action) => action === change["action"]) &&
    RISKS.some((risk) => risk === change["risk"]) &&
    areTexts(change["reasons"]) &&
    Array.isArray(change["diff"]) &&
    change["diff"].every(isDifference)
  );
}

function isDifference(difference: Json): boolean {
  if (!isJsonObject(difference)) return false;
  const { path, unknown, secret } = difference;
  return typeof path === "string" && typeof unknown === "boolean" && typeof secret === "boolean";
}

function areTexts(value: Json | undefined): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}

function hasTexts(value: { readonly [key: string]: Json }, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === "string");
}
