import type { Json, JsonObject } from "@towpath/core";

/** What a rule is tried on. What is not said is filled in: a service called `orders`, a platform with one environment, `prod`. */
export interface Scene {
  /** What the case is called; its first line when absent. */
  readonly name?: string;
  /**
   * As the examples of a rule's page are written: a part of a manifest, and behind `---` a part of the platform; the changes of
   * a plan; a workflow, an action, or files by their path; the services of a fleet.
   */
  readonly code?: string;
  /** A part of a manifest, as YAML or as its value. */
  readonly manifest?: string | JsonObject;
  /** A part of the platform. */
  readonly platform?: string | JsonObject;
  /** The text of a workflow. */
  readonly workflow?: string;
  /** Files of the repository, by their path. */
  readonly files?: Readonly<Record<string, string>>;
  /** The changes of a plan; what is not said of one is that nothing happens. */
  readonly changes?: string | readonly JsonObject[];
  /** The services of a fleet, each with `name`, `manifest` and perhaps `owner`. */
  readonly services?: readonly JsonObject[];
  /** What the platform sets the rule's parameters to. */
  readonly params?: Readonly<Record<string, Json>>;
}

/** Where a scene stands. */
export const SCENE_FILES = {
  manifest: "towpath.yaml",
  platform: "platform/platform.yaml",
  workflow: ".github/workflows/example.yml",
  action: "action.yml",
} as const;

/** A scene that is none: a document in it cannot be used. */
export class SceneError extends Error {
  override readonly name = "SceneError";
}
