// Written by `npm run generate` from schemas/ and starter/. Do not edit.

type Name = string;
/**
 * Where it is in its life.
 */
type Status = "preview" | "current" | "supported" | "deprecated" | "withdrawn";
/**
 * A day, as year-month-day.
 */
type Date = string;
/**
 * What kind of value it is.
 */
type SettingType = "string" | "integer" | "number" | "boolean" | "array" | "object";

/**
 * Something that the platform offers: versions, settings in tiers, sizes, outputs, recipes.
 */
export interface ResourceTypeManifest {
  /**
   * The version of this format: towpath.dev/v1.
   */
  apiVersion: "towpath.dev/v1";
  /**
   * What this document is: a resource type.
   */
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
   * The versions that are offered, each with its lifecycle; the current one is the default.
   *
   * @minItems 1
   */
  versions?: [OfferedVersion, ...OfferedVersion[]];
  /**
   * What a service may say about it, by name: a closed part of JSON Schema, with a tier and what a change does.
   */
  settings?: {
    [k: string]: SettingDefinition;
  };
  /**
   * Settings under one name, to choose by size.
   */
  sizes?: {
    /**
     * The settings of this size.
     */
    [k: string]: {
      [k: string]: unknown;
    };
  };
  /**
   * What it gives once it is there, by name: ${resources.NAME.OUTPUT} in a manifest.
   */
  outputs?: {
    [k: string]: Output;
  };
  /**
   * How an engine makes it, by the engine's kind.
   */
  recipes: {
    terraform?: TerraformRecipe;
    [k: string]: Recipe | TerraformRecipe | undefined;
  };
}
/**
 * What the type is called, and who answers for it.
 */
interface ResourceTypeMetadata {
  name: Name;
  /**
   * Its name for people.
   */
  title?: string;
  /**
   * What it is for, in one sentence.
   */
  description?: string;
  /**
   * The team that answers questions.
   */
  support?: string;
  /**
   * Where it is explained.
   */
  docs?: string;
}
/**
 * Where a variant is in its life.
 */
export interface Lifecycle {
  status: Status;
  until?: Date;
  /**
   * What to take instead.
   */
  successor?: string;
  /**
   * Where it is explained.
   */
  docs?: string;
}
/**
 * A version that is offered, or was.
 */
interface OfferedVersion {
  /**
   * The version as services write it: a text.
   */
  version: string;
  status: Status;
  /**
   * The exact version that is run.
   */
  patch?: string;
  tested?: Date;
  until?: Date;
  /**
   * What to take instead.
   */
  successor?: string;
  /**
   * Where it is explained.
   */
  docs?: string;
}
/**
 * What a service may say here, and what holds when it says nothing.
 */
export interface SettingDefinition {
  type?: SettingType;
  /**
   * What it does, in one sentence; it is shown in editors.
   */
  description?: string;
  /**
   * The values that there may be.
   *
   * @minItems 1
   */
  enum?: [unknown, ...unknown[]];
  /**
   * The only value that there may be.
   */
  const?: unknown;
  /**
   * The smallest number that there may be.
   */
  minimum?: number;
  /**
   * The largest number that there may be.
   */
  maximum?: number;
  /**
   * How many characters there are at least.
   */
  minLength?: number;
  /**
   * How many characters there are at most.
   */
  maxLength?: number;
  /**
   * A regular expression that the text fits; one that takes linear time.
   */
  pattern?: string;
  items?: NestedSetting;
  /**
   * The members of the mapping, by name; there are no others.
   */
  properties?: {
    [k: string]: NestedSetting;
  };
  /**
   * Members that may not be left out.
   */
  required?: string[];
  /**
   * What holds when nobody says otherwise.
   */
  default?: unknown;
  /**
   * Values to try it with, where its bounds name none; platform test takes them.
   *
   * @minItems 1
   */
  examples?: [unknown, ...unknown[]];
  /**
   * Who decides.
   */
  tier?: "mandatory" | "recommended" | "free";
  /**
   * What changing it does to a thing that exists.
   */
  change?: "update" | "restart" | "grow-only" | "replace";
  /**
   * The reason, in one sentence; it is shown with a finding.
   */
  why?: string;
}
/**
 * What a service may say here, and what holds when it says nothing.
 */
export interface NestedSetting {
  type?: SettingType;
  /**
   * What it does, in one sentence; it is shown in editors.
   */
  description?: string;
  /**
   * The values that there may be.
   *
   * @minItems 1
   */
  enum?: [unknown, ...unknown[]];
  /**
   * The only value that there may be.
   */
  const?: unknown;
  /**
   * The smallest number that there may be.
   */
  minimum?: number;
  /**
   * The largest number that there may be.
   */
  maximum?: number;
  /**
   * How many characters there are at least.
   */
  minLength?: number;
  /**
   * How many characters there are at most.
   */
  maxLength?: number;
  /**
   * A regular expression that the text fits; one that takes linear time.
   */
  pattern?: string;
  items?: NestedSetting;
  /**
   * The members of the mapping, by name; there are no others.
   */
  properties?: {
    [k: string]: NestedSetting;
  };
  /**
   * Members that may not be left out.
   */
  required?: string[];
  /**
   * What holds when nobody says otherwise.
   */
  default?: unknown;
  /**
   * Values to try it with, where its bounds name none; platform test takes them.
   *
   * @minItems 1
   */
  examples?: [unknown, ...unknown[]];
  /**
   * Who decides.
   */
  tier?: "mandatory" | "recommended" | "free";
  /**
   * What changing it does to a thing that exists.
   */
  change?: "update" | "restart" | "grow-only" | "replace";
  /**
   * The reason, in one sentence; it is shown with a finding.
   */
  why?: string;
}
/**
 * Something that it gives once it is there.
 */
interface Output {
  /**
   * What kind of value it is.
   */
  type: "string" | "integer" | "number" | "boolean";
  /**
   * True for what nobody may see: it travels by reference, and is in no log.
   */
  secret?: boolean;
  /**
   * What it is, in one sentence.
   */
  description?: string;
}
/**
 * How Terraform or OpenTofu makes it: a module, what goes into it and what comes out.
 */
interface TerraformRecipe {
  /**
   * The module: a folder relative to this file, or an address of a registry or of git.
   */
  module?: string;
  /**
   * The module's version: for one from a registry what it has to be, for a folder what it is called.
   */
  version?: string;
  /**
   * What each variable of the module gets. A placeholder alone keeps the type of what it stands for.
   */
  inputs?: {
    [k: string]: unknown;
  };
  /**
   * Where each output comes from: the name of one of the module's, or a text with ${outputs.NAME} and ${generated.NAME}. Those of the same name need no line.
   */
  outputs?: {
    /**
     * The name of an output of the module, or a text with ${outputs.NAME} and ${generated.NAME}.
     */
    [k: string]: string;
  };
  /**
   * Secrets that are made once for each resource and kept sealed: ${generated.NAME}, and ${generated.NAME.version}, a number that changes with it.
   */
  generated?: {
    [k: string]: GeneratedSecret;
  };
  /**
   * The resource of the module that an id names when something is taken over that exists already.
   */
  adopt?: string;
}
/**
 * A secret that is made once.
 */
interface GeneratedSecret {
  /**
   * How many characters it has.
   */
  length?: number;
}
/**
 * How an engine makes it: what this kind of engine takes.
 */
interface Recipe {
  /**
   * The driver that makes it, on an engine of kind local or drivers.
   */
  driver?: string;
  [k: string]: unknown;
}
