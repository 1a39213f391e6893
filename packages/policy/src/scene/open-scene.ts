import { resolve as resolvePath } from "node:path";
import { type Finding, isBlocking, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import {
  environmentsOf,
  type Graph,
  loadPlatform,
  loadService,
  overlay,
  type PlatformModel,
  resolve,
  type ServiceDocument,
} from "@towpath/manifest";
import { editDocument } from "@towpath/manifest/edit";
import type { Plan } from "@towpath/provisioning";
import type { PolicyRequest } from "../engine/check-policy.ts";
import { loadRepository } from "../repository/load-repository.ts";
import type { Rule } from "../rule/define-rule.ts";
import type { FleetService } from "../rule/select.ts";
import { EXAMPLE_FILES, EXAMPLE_PLATFORM } from "./example-platform.ts";
import { exampleTypes } from "./example-types.ts";
import { filesInMemory } from "./files-in-memory.ts";
import { planOf } from "./plan-of.ts";
import { SCENE_FILES, type Scene, SceneError } from "./scene.ts";
import { type SceneParts, scenePartsOf, valueIn } from "./scene-parts.ts";

/** What scenes are opened in. */
export interface Surroundings {
  readonly now: Date;
  /** A platform in place of the example's; its environments are then those that a manifest is resolved in. */
  readonly platform?: PlatformModel | undefined;
  /** Documents of resource types, by name, in place of the example's or beside them. */
  readonly resourceTypes?: ReadonlyMap<string, JsonObject> | undefined;
}

/** A scene as rules see it. */
export interface OpenScene extends SceneParts {
  readonly request: Pick<PolicyRequest, "services" | "plans" | "repository" | "fleet">;
}

const ROOT = resolvePath("/repository");
const EMPTY = "{}\n";

/** Reads and resolves what a scene says. @throws {SceneError} where it is no part of valid documents */
export function openScene(rule: Pick<Rule, "phase" | "select">, scene: Scene, around: Surroundings): OpenScene {
  const parts = scenePartsOf(rule, scene);
  const { phase } = rule;
  if (phase === "repository") return { ...parts, request: { services: [], repository: repositoryOf(parts) } };
  if (phase === "fleet")
    return { ...parts, request: { services: [], fleet: { services: parts.services.map(fleetService) } } };
  const { document, graphs } = resolved(parts, rule, around);
  const plans: readonly Plan[] | undefined =
    phase === "plan" ? graphs.map((graph) => planOf(parts.changes, graph)) : undefined;
  return { ...parts, request: { services: [{ document, graphs }], ...(plans ? { plans } : {}) } };
}

function repositoryOf({ texts }: SceneParts) {
  const { repository, findings } = loadRepository(ROOT, filesInMemory(ROOT, texts), ROOT);
  refuse(findings);
  return repository;
}

function fleetService({ name, manifest, owner, criticality, consumes }: JsonObject): FleetService {
  const file = String(manifest);
  const level = (["critical", "standard", "experimental"] as const).find((one) => one === criticality);
  const relied = Array.isArray(consumes) ? consumes.map(String) : [];
  return {
    name: String(name),
    manifest: file,
    ...(owner === undefined ? {} : { owner: String(owner) }),
    ...(level === undefined ? {} : { criticality: level }),
    consumes: relied.map((service) => ({ service, place: { file } })),
    place: { file },
  };
}

function resolved(
  { texts }: SceneParts,
  { select }: Pick<Rule, "select">,
  { now, platform: given, resourceTypes = new Map() }: Surroundings,
): { readonly document: ServiceDocument; readonly graphs: readonly Graph[] } {
  const manifest = completeManifest(texts.get(SCENE_FILES.manifest) ?? EMPTY);
  const types = typesFor(valueIn(manifest), select, resourceTypes);
  const all = new Map([...Object.entries(EXAMPLE_FILES), ...types, ...texts, [SCENE_FILES.manifest, manifest]]);
  const part = valueIn(texts.get(SCENE_FILES.platform) ?? EMPTY);
  const paths = [...types.keys()].map((path) => path.replace("platform/", "./"));
  const base = { ...EXAMPLE_PLATFORM, resourceTypes: [...new Set([...EXAMPLE_PLATFORM.resourceTypes, ...paths])] };
  all.set(SCENE_FILES.platform, JSON.stringify(overlay(base, part)));
  const files = filesInMemory(ROOT, all);
  const read = given ? { value: given, findings: [] } : loadPlatform("platform", files, ROOT);
  const service = loadService(SCENE_FILES.manifest, files, ROOT);
  refuse([...read.findings, ...service.findings]);
  if (!read.value || !service.value) throw new SceneError("The documents cannot be used.");
  const [document, platform] = [service.value, read.value];
  const outcomes = environmentsOf(document, platform).map((environment) =>
    resolve({ service: document, platform, environment, now }),
  );
  const graphs = outcomes.flatMap(({ graph }) => graph ?? []);
  // A platform of one's own may have environments that cannot make what an example is about.
  if (graphs.length === 0 || !given) refuse(outcomes.flatMap(({ findings }) => findings));
  if (graphs.length === 0) throw new SceneError("The manifest is in no environment of the platform.");
  return { document, graphs };
}

/** Types that are offered, and those that the rule is about, which may be anyone's: by the path of their file. */
function typesFor(
  manifest: Json,
  select: Rule["select"],
  offered: ReadonlyMap<string, JsonObject>,
): ReadonlyMap<string, string> {
  if (!isJsonObject(manifest)) return new Map();
  const about = "resource" in select ? [select.resource].flat() : [];
  const known = new Set(["postgres"]);
  return new Map(
    Object.entries(exampleTypes([manifest], offered))
      .filter(([name]) => offered.has(name) || (about.includes(name) && !known.has(name)))
      .map(([name, type]) => [`platform/${name}.json`, JSON.stringify(type)]),
  );
}

/** Adds what every manifest has, behind what is there: places stay what they are. */
function completeManifest(text: string): string {
  const given = valueIn(text);
  if (!isJsonObject(given)) throw new SceneError(`That is no part of a manifest:\n${text}`);
  const metadata = given["metadata"];
  const own: Json = metadata !== undefined && isJsonObject(metadata) ? metadata : {};
  const wanted: readonly (readonly [readonly string[], Json, boolean])[] = [
    [["apiVersion"], "towpath.dev/v1", "apiVersion" in given],
    [["kind"], "Service", "kind" in given],
    [["metadata", "name"], "orders", "name" in own],
  ];
  const changes = wanted.flatMap(([path, value, isThere]) => (isThere ? [] : [{ type: "set" as const, path, value }]));
  const edited = editDocument(text.trim() === "" ? EMPTY : text, changes, { file: SCENE_FILES.manifest });
  refuse(edited.findings);
  return edited.text;
}

function refuse(findings: readonly Finding[]): void {
  const bad = findings.filter(isBlocking);
  if (bad.length > 0)
    throw new SceneError(bad.map(({ message, suggestions }) => [message, ...suggestions].join(" ")).join("\n"));
}
