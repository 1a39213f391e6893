import { type Digest, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Action, Change, Plan, Risk } from "@towpath/provisioning";
import { SceneError } from "./scene.ts";

const ACTIONS: Readonly<Record<Action, 0>> = {
  create: 0,
  update: 0,
  upgrade: 0,
  migrate: 0,
  replace: 0,
  delete: 0,
  retain: 0,
  adopt: 0,
  none: 0,
};
const RISKS: Readonly<Record<Risk, 0>> = { none: 0, restart: 0, downtime: 0, unknown: 0, "data-loss": 0 };
const DIGEST: Digest = `sha256:${"0".repeat(64)}`;

/** A plan with these changes, as far as they are said. @throws {SceneError} for what is no change */
export function planOf(changes: readonly JsonObject[], graph: Graph): Plan {
  return {
    plan: 1,
    service: graph.service.name,
    environment: graph.environment.name,
    createdAt: "2026-01-01T00:00:00Z",
    goal: "match",
    inputsDigest: DIGEST,
    changesDigest: DIGEST,
    inputs: { manifest: DIGEST, platform: DIGEST, state: "absent" },
    changes: changes.map(changeOf),
    summary: ACTIONS,
  };
}

function changeOf(change: JsonObject): Change {
  const { address = "resources.db", type = "postgres", engine = "main", action = "none", risk = "none" } = change;
  const { reasons = [], diff = [] } = change;
  if (!isKey(ACTIONS, action))
    throw new SceneError(`${said(action)} is no action: ${Object.keys(ACTIONS).join(", ")}.`);
  if (!isKey(RISKS, risk)) throw new SceneError(`${said(risk)} is no risk: ${Object.keys(RISKS).join(", ")}.`);
  if (!Array.isArray(diff) || !Array.isArray(reasons))
    throw new SceneError("`diff` and `reasons` of a change are lists.");
  const differences: readonly Json[] = diff;
  return {
    address: String(address),
    type: String(type),
    engine: String(engine),
    action,
    risk,
    reasons: reasons.map(String),
    diff: differences.filter(isJsonObject).map(({ path, before, after, unknown = false, secret = false }) => ({
      path: String(path),
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      unknown: unknown === true,
      secret: secret === true,
    })),
  };
}

function isKey<K extends string>(known: Readonly<Record<K, 0>>, value: unknown): value is K {
  return typeof value === "string" && Object.hasOwn(known, value);
}

function said(value: Json): string {
  return JSON.stringify(value);
}
