// Written by `npm run generate` from schemas/ and starter/. Do not edit.

type Status = "preview" | "current" | "supported" | "deprecated" | "withdrawn";
type Date = string;
type SettingType = "string" | "integer" | "number" | "boolean" | "array" | "object";

/**
 * Something that the platform offers: versions, settings in tiers, sizes, outputs, recipes.
 */
export interface ResourceTypeManifest {
  apiVersion: "towpath.dev/v1";
  kind: "ResourceType";
  metadata: ResourceTypeMetadata;
  /**
   * Losing it loses data: retained on removal unless consent names it.
   */
  stateful?: boolean;
  /**
   * Ways to run it, each with a lifecycle of its own.
   */
  variants?: {
    [k: string]: Lifecycle;
  };
  /**
   * @minItems 1
   */
  versions?: [OfferedVersion, ...OfferedVersion[]];
  settings?: {
    [k: string]: SettingDefinition;
  };
  /**
   * Named sets of settings.
   */
  sizes?: {
    [k: string]: {
      [k: string]: unknown;
    };
  };
  outputs?: {
    [k: string]: Output;
  };
  /**
   * How an engine makes it, by the engine's kind.
   */
  recipes: {
    [k: string]: Recipe;
  };
}
interface ResourceTypeMetadata {
  name: string;
  title?: string;
  description?: string;
  /**
   * The team that answers questions.
   */
  support?: string;
  docs?: string;
}
export interface Lifecycle {
  status: Status;
  /**
   * The last day on which a deprecated one is accepted.
   */
  until?: string;
  successor?: string;
  docs?: string;
}
interface OfferedVersion {
  version: string;
  status: Status;
  patch?: string;
  tested?: Date;
  /**
   * The last day on which a deprecated one is accepted.
   */
  until?: string;
  successor?: string;
  docs?: string;
}
export interface SettingDefinition {
  type?: SettingType;
  description?: string;
  /**
   * @minItems 1
   */
  enum?: [unknown, ...unknown[]];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  items?: NestedSetting;
  properties?: {
    [k: string]: NestedSetting;
  };
  required?: string[];
  default?: unknown;
  /**
   * mandatory: the platform decides; recommended: a default that a team may override.
   */
  tier?: "mandatory" | "recommended" | "free";
  /**
   * What changing it does to a thing that exists.
   */
  change?: "update" | "restart" | "grow-only" | "replace";
  why?: string;
}
export interface NestedSetting {
  type?: SettingType;
  description?: string;
  /**
   * @minItems 1
   */
  enum?: [unknown, ...unknown[]];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  items?: NestedSetting;
  properties?: {
    [k: string]: NestedSetting;
  };
  required?: string[];
  default?: unknown;
  /**
   * mandatory: the platform decides; recommended: a default that a team may override.
   */
  tier?: "mandatory" | "recommended" | "free";
  /**
   * What changing it does to a thing that exists.
   */
  change?: "update" | "restart" | "grow-only" | "replace";
  why?: string;
}
interface Output {
  type: "string" | "integer" | "number" | "boolean";
  secret?: boolean;
  description?: string;
}
interface Recipe {
  driver?: string;
  [k: string]: unknown;
}
