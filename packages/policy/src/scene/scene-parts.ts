import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { parseDocument } from "@towpath/manifest";
import type { Rule } from "../rule/define-rule.ts";
import { SCENE_FILES, type Scene, SceneError } from "./scene.ts";

/** A scene with all of its parts apart: texts by file, and lists. */
export interface SceneParts {
  /** As they were given, by file. What is a value is written as JSON. */
  readonly texts: ReadonlyMap<string, string>;
  /** The file that places are given in where none is named. */
  readonly main: string;
  readonly changes: readonly JsonObject[];
  readonly services: readonly JsonObject[];
}

/** Takes a scene apart, `code` by what the rule looks at. @throws {SceneError} */
export function scenePartsOf({ phase }: Pick<Rule, "phase">, scene: Scene): SceneParts {
  const texts = new Map<string, string>(Object.entries(scene.files ?? {}));
  const lists: { changes: readonly JsonObject[]; services: readonly JsonObject[] } = {
    changes: typeof scene.changes === "string" ? listIn(scene.changes) : (scene.changes ?? []),
    services: scene.services ?? [],
  };
  const put = (file: string, part: string | JsonObject | undefined): void => {
    if (part !== undefined) texts.set(file, textOf(part));
  };
  put(SCENE_FILES.manifest, scene.manifest);
  put(SCENE_FILES.platform, scene.platform);
  put(SCENE_FILES.workflow, scene.workflow);
  if (scene.code === undefined) return { texts, main: mainOf(phase, texts), ...lists };

  const [first = "", second] = scene.code.split(/^---[ \t]*$/m);
  const value = valueIn(first);
  if (phase === "plan" || (isJsonObject(value) && Array.isArray(value["changes"]))) {
    lists.changes = objects(isJsonObject(value) ? (value["changes"] ?? null) : value, first);
    put(SCENE_FILES.manifest, second);
  } else if (phase === "fleet") lists.services = objects(value, first);
  else if (phase === "repository") for (const [file, text] of repositoryIn(value, scene.code)) texts.set(file, text);
  else {
    put(SCENE_FILES.manifest, first);
    put(SCENE_FILES.platform, second);
  }
  return { texts, main: mainOf(phase, texts), ...lists };
}

function mainOf(phase: Rule["phase"], texts: ReadonlyMap<string, string>): string {
  if (phase !== "repository") return SCENE_FILES.manifest;
  return texts.has(SCENE_FILES.workflow) ? SCENE_FILES.workflow : ([...texts.keys()][0] ?? SCENE_FILES.workflow);
}

/** A workflow, an action, `{ workflow: … }`, or files by their path; a file that is no text is JSON. */
function repositoryIn(value: Json, text: string): readonly (readonly [string, string])[] {
  if (!isJsonObject(value)) throw new SceneError(`That is neither a workflow nor files by their path:\n${text}`);
  if (Object.hasOwn(value, "jobs") || Object.hasOwn(value, "on")) return [[SCENE_FILES.workflow, text]];
  if (Object.hasOwn(value, "runs")) return [[SCENE_FILES.action, text]];
  const { workflow } = value;
  if (typeof workflow === "string" && Object.keys(value).length === 1) return [[SCENE_FILES.workflow, workflow]];
  const files = isJsonObject(value["files"]) ? value["files"] : value;
  return Object.entries(files).map(([path, content]) => [
    path,
    typeof content === "string" ? content : textOf(content),
  ]);
}

function listIn(text: string): readonly JsonObject[] {
  return objects(valueIn(text), text);
}

function objects(value: Json, text: string): readonly JsonObject[] {
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    const all = items.filter(isJsonObject);
    if (all.length === items.length) return all;
  }
  throw new SceneError(`That is no list of mappings:\n${text}`);
}

function textOf(part: string | Json): string {
  return typeof part === "string" ? part : `${JSON.stringify(part, undefined, 2)}\n`;
}

/** The value of a YAML text. @throws {SceneError} */
export function valueIn(text: string): Json {
  if (text.trim() === "") return {};
  const { document, findings } = parseDocument("example", new TextEncoder().encode(text), { isForeign: true });
  if (document && findings.length === 0) return document.value;
  throw new SceneError(`${findings.map(({ message }) => message).join("\n")}\n${text}`);
}
