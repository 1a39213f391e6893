import { address, addressSegments, isJsonObject, type Json, nearest, own } from "@towpath/core";
import { names } from "../finding.ts";
import type { NestedSetting } from "../generated/resource-type.ts";
import type { OpenResolution } from "../resolution/open-resolution.ts";
import { LEFT_OUT } from "./view.ts";
import { isWritable } from "./writable-path.ts";

type Path = readonly string[];

/** How many paths are looked through for one that is near. */
const MOST_LOOKED_AT = 5_000;

/**
 * The paths that a text names, in their long form: `workload.scale.min`, `resources.db.settings.tls`, `setting/postgres/tls`
 * (of every resource of that type), `${resources.db.url}`. A name's own dots may be written `\.` or as they are. Empty where
 * there is no such thing.
 */
export function findPaths(text: string, view: Json, opened: OpenResolution): readonly Path[] {
  const [group, type, setting, ...more] = text.split("/");
  if (group === "setting" && type !== undefined && setting !== undefined && more.length === 0)
    return [...opened.types]
      .filter(([, model]) => model.name === type && Object.hasOwn(model.document.settings ?? {}, setting))
      .map(([name]) => ["resources", name, "settings", setting])
      .sort();
  const segments = segmentsOf(text);
  const found = walk(view, segments, []) ?? promised(segments, opened);
  if (found) return [found];
  return isWritable(segments, view) && !LEFT_OUT.has(segments[0] ?? "") ? [segments] : [];
}

function segmentsOf(text: string): Path {
  const bare = /^\$\{(.*)\}$/.exec(text)?.[1] ?? text;
  const [first = "", ...rest] = addressSegments(bare);
  return first === "workload" ? ["workloads", "main", ...rest] : [first, ...rest];
}

/** Follows segments; where a name holds dots, several are one. */
function walk(value: Json, left: Path, found: Path): Path | undefined {
  if (left.length === 0) return found;
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    const [index = ""] = left;
    const item = /^(0|[1-9][0-9]*)$/.test(index) ? items[Number(index)] : undefined;
    return item === undefined ? undefined : walk(item, left.slice(1), [...found, index]);
  }
  if (!isJsonObject(value)) return undefined;
  for (let length = 1; length <= left.length; length += 1) {
    const name = left.slice(0, length).join(".");
    const member = own(value, name);
    const path = member === undefined ? undefined : walk(member, left.slice(length), [...found, name]);
    if (path) return path;
  }
  return undefined;
}

/** What a resource's type has though nobody says anything of it: a setting without a default, an output. */
function promised(segments: Path, { types }: OpenResolution): Path | undefined {
  const [root, name = "", third, ...rest] = segments;
  const model = root === "resources" ? types.get(name) : undefined;
  if (!model || third === undefined) return undefined;
  if (rest.length === 0 && Object.hasOwn(model.document.outputs ?? {}, third)) return segments;
  const [setting, ...part] = rest;
  if (third !== "settings" || setting === undefined) return undefined;
  return memberDefinition(own(model.document.settings ?? {}, setting), part) ? segments : undefined;
}

/** The definition of a part of a setting. */
export function memberDefinition(definition: NestedSetting | undefined, path: Path): NestedSetting | undefined {
  let found = definition;
  for (const segment of path) found = found?.properties ? own(found.properties, segment) : found?.items;
  return found;
}

/** Paths that are near to one that there is not, or what there is where it leads off. */
export function nearPaths(text: string, view: Json, opened: OpenResolution): readonly string[] {
  if (text.startsWith("setting/")) return nearRules(text, opened);
  const segments = segmentsOf(text);
  const mended: string[] = [];
  let at: Json = view;
  for (const segment of segments) {
    if (!isJsonObject(at)) break;
    const name = Object.hasOwn(at, segment) ? segment : nearest(segment, Object.keys(at));
    if (name === undefined) break;
    mended.push(name);
    at = at[name] ?? null;
  }
  if (mended.length === segments.length) return [`Did you mean ${address(...mended)}?`];
  const within = mended.length > 0 ? pathsEndingWith(segments.slice(mended.length), at, mended) : [];
  const ends = within.length > 0 ? within : pathsEndingWith(segments, view, []);
  const beside = isJsonObject(at) ? Object.keys(at).sort() : [];
  const where = mended.length === 0 ? "" : ` in ${address(...mended)}`;
  return [
    ...(ends.length === 0 ? [] : [`Did you mean ${ends.slice(0, 3).join(" or ")}?`]),
    ...(beside.length === 0 ? [] : [`There ${beside.length === 1 ? "is" : "are"} ${names(beside)}${where}.`]),
  ];
}

/** The rules of the settings of the types that the service uses. */
function nearRules(text: string, { types }: OpenResolution): readonly string[] {
  const models = new Map([...types.values()].map((model) => [model.name, Object.keys(model.document.settings ?? {})]));
  const [, type = "", setting = ""] = text.split("/");
  const known = nearest(type, [...models.keys()]) ?? type;
  const near = nearest(setting.split(".", 1).join(), models.get(known) ?? []);
  if (near !== undefined) return [`Did you mean setting/${known}/${near}?`];
  const rules = [...models].flatMap(([name, settings]) => settings.map((one) => `setting/${name}/${one}`)).sort();
  return [rules.length === 0 ? "The service has no resource with a setting." : `There are ${names(rules)}.`];
}

/** Whoever writes only the end of a path means the whole. */
function pathsEndingWith(segments: Path, value: Json, above: Path): readonly string[] {
  const found: string[] = [];
  let left = MOST_LOOKED_AT;
  const collect = (part: Json, path: Path): void => {
    left -= 1;
    if (left < 0) return;
    const end = path.slice(-segments.length);
    if (path.length > above.length + segments.length && end.every((name, index) => name === segments[index]))
      found.push(address(...path));
    if (isJsonObject(part)) for (const key of Object.keys(part).sort()) collect(part[key] ?? null, [...path, key]);
  };
  collect(value, above);
  return found;
}
