import { address, isJsonObject, type Json, own } from "@towpath/core";
import { isFilled } from "../resolution/filled-paths.ts";
import { ordered } from "../resolution/json-members.ts";
import { type OpenResolution, openResolution } from "../resolution/open-resolution.ts";
import type { ResolveRequest } from "../resolution/request.ts";
import { memberAt } from "../setting/member-at.ts";
import { adviceFor } from "./advice.ts";
import type { ExplainedMember, Explanation } from "./explanation.ts";
import { findPaths, nearPaths } from "./find-path.ts";
import { holdingLayer, layersAt } from "./layers-at.ts";
import { referencesIn, textValue } from "./references.ts";
import { settingFacts } from "./setting-facts.ts";
import { viewOf } from "./view.ts";

export type { Explanation } from "./explanation.ts";
export { holdingLayer } from "./layers-at.ts";

/** What is to be explained. */
export interface ExplainRequest extends ResolveRequest {
  /** As it is written in a manifest: `resources.db.settings.tls`, `workload.scale.min`; or a rule: `setting/postgres/tls`. */
  readonly path: string;
}

/** What came of it: nothing where there is no such path in the environment, and then what is near. */
export interface Explained {
  readonly explanations: readonly Explanation[];
  readonly near: readonly string[];
}

/** How many values below a mapping are listed. */
const MOST_MEMBERS = 500;

/**
 * Says why a value is what it is: what each layer says of it, which of them holds, and what one could do. All of it is
 * computed when it is asked for; a resolution keeps no more than the origin of what holds.
 */
export function explain(request: ExplainRequest): Explained {
  const { opened } = openResolution(request);
  if (!opened) return { explanations: [], near: [] };
  const view = viewOf(opened);
  const paths = findPaths(request.path, view, opened);
  if (paths.length === 0) return { explanations: [], near: nearPaths(request.path, view, opened) };
  return { explanations: paths.map((path) => explanationOf(path, view, opened)), near: [] };
}

function explanationOf(path: readonly string[], view: Json, opened: OpenResolution): Explanation {
  const layers = layersAt(path, view, opened).map((layer) => ({ ...layer, value: ordered(layer.value) }));
  const value = memberAt(view, path);
  const text = textAt(path, value, opened);
  const setting = settingFacts(path, opened);
  const output = value === undefined && !setting ? outputAt(path, opened) : undefined;
  const about = {
    environment: opened.resolution.environment,
    isSecret: output?.isSecret ?? false,
    ...(text === undefined ? (value === undefined ? {} : { value: ordered(value) }) : textValue(text, opened)),
    layers,
    references: text === undefined ? [] : referencesIn(text, opened),
    ...(setting ? { setting } : {}),
    ...(output ? { output } : {}),
    members: membersOf(value, path, view, opened),
  };
  return { ...about, address: address(...path), advice: adviceFor(path, about, opened) };
}

/** A text whose placeholders are filled in, as it is written. Undefined for any other value. */
function textAt(path: readonly string[], value: Json | undefined, opened: OpenResolution): string | undefined {
  if (typeof value !== "string" || !isFilled(path)) return undefined;
  if (path[0] !== "resources" || path[2] !== "settings") return value;
  // Settings are filled in already, and what the platform says of one holds no placeholders.
  const written = memberAt(opened.resolution.layers.merged, path);
  return typeof written === "string" ? written : undefined;
}

function outputAt([root, name = "", output = ""]: readonly string[], { types }: OpenResolution): Explanation["output"] {
  const model = root === "resources" ? types.get(name) : undefined;
  const promised = model && own(model.document.outputs ?? {}, output);
  if (!model || !promised) return undefined;
  const { type, secret = false, description } = promised;
  const place = model.source.placeOfKey(["outputs", output]);
  return { type, isSecret: secret, ...(description === undefined ? {} : { description }), place };
}

/** The leaves below a mapping or a list, each with the layer that holds. */
function membersOf(
  value: Json | undefined,
  path: readonly string[],
  view: Json,
  opened: OpenResolution,
): readonly ExplainedMember[] {
  const found: ExplainedMember[] = [];
  const walk = (member: Json, at: readonly string[]): void => {
    if (found.length >= MOST_MEMBERS) return;
    if (isJsonObject(member) && Object.keys(member).length > 0) {
      for (const key of Object.keys(member).sort()) walk(member[key] ?? null, [...at, key]);
      return;
    }
    const last = holdingLayer(layersAt(at, view, opened));
    const text = textAt(at, member, opened);
    const read = text === undefined ? { value: member } : textValue(text, opened);
    found.push({
      address: address(...at),
      ...("value" in read && read.value !== undefined ? { value: read.value } : {}),
      isSecret: "isSecret" in read && read.isSecret,
      ...(last ? { layer: last.layer } : {}),
      ...(last?.place ? { place: last.place } : {}),
    });
  };
  if (isJsonObject(value)) walk(value, path);
  return found;
}
