// Written by `npm run generate` from schemas/ and starter/. Do not edit.

type EngineKind = "local" | "terraform" | "kubernetes";
type Name = string;
type Duration = string;
export type RuleLevel =
  | string
  | {
      [k: string]: Level;
    };
type Level = "mandatory" | "advisory" | "off";

/**
 * What a platform team offers: environments, teams, resource types, policy packs.
 */
export interface PlatformManifest {
  apiVersion: "towpath.dev/v1";
  kind: "Platform";
  metadata: PlatformMetadata;
  /**
   * Who may own a service. Without teams, any owner will do.
   */
  teams?: {
    [k: string]: Team;
  };
  defaults?: PlatformDefaults;
  /**
   * The environments, in the order in which they are shown.
   */
  environments: {
    [k: string]: PlatformEnvironment;
  };
  /**
   * Files of resource types, relative to this file; * stands for any part of a name.
   */
  resourceTypes?: string[];
  policies?: Policies;
}
interface PlatformMetadata {
  name: string;
  title?: string;
  description?: string;
}
interface Team {
  github?: string;
  contact?: string;
}
interface PlatformDefaults {
  workload?: Workload;
}
interface Workload {
  /**
   * The command that starts it, in the artifact's folder.
   */
  run?: string;
  /**
   * An image instead of a command.
   */
  image?: string;
  command?: string[];
  args?: string[];
  /**
   * server where it has a port, job where it has a schedule, worker otherwise.
   */
  kind?: "server" | "worker" | "job";
  /**
   * When a job runs: five cron fields.
   */
  schedule?: string;
  /**
   * Where it listens.
   */
  port?: number;
  health?: Health;
  scale?: Scale;
  limits?: Limits;
  route?: Route;
  /**
   * Environment variables; texts may hold placeholders.
   */
  variables?: {
    [k: string]: string | number | boolean;
  };
  deploy?: Deploy;
}
interface Health {
  path?: string;
  interval?: string;
  timeout?: string;
  /**
   * How long it may take after its start until it answers.
   */
  grace?: string;
}
interface Scale {
  min?: number;
  max?: number;
  cpu?: string;
}
interface Limits {
  cpu?: string | number;
  memory?: string | number;
}
interface Route {
  host?: string;
  path?: string;
  visibility?: "internal" | "public";
}
interface Deploy {
  strategy?: "recreate" | "rolling" | "blue-green";
  /**
   * Runs before the new release is exposed.
   */
  migrate?: string;
  /**
   * Proves the new release.
   */
  smoke?: string;
  /**
   * How long the new release is watched.
   */
  bake?: string;
}
export interface PlatformEnvironment {
  /**
   * The one engine; short for engines with one of that name.
   */
  engine?: "local" | "terraform" | "kubernetes";
  /**
   * One or more engines, by name.
   */
  engines?: {
    [k: string]: EngineOptions;
  };
  /**
   * Which engine makes what: a resource type, workload, or * for the rest.
   */
  place?: {
    [k: string]: Name;
  };
  /**
   * For ${environment.NAME}.
   */
  values?: {
    [k: string]: unknown;
  };
  /**
   * What differs here in the settings of resource types, by type and setting.
   */
  settings?: {
    [k: string]: {
      [k: string]: SettingOverlay;
    };
  };
  promoteFrom?: Promotion;
}
interface EngineOptions {
  kind: EngineKind;
  [k: string]: unknown;
}
export interface SettingOverlay {
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  tier?: "mandatory" | "recommended" | "free";
  why?: string;
}
interface Promotion {
  environment: Name;
  bake?: Duration;
}
interface Policies {
  packs?: string[];
  /**
   * How strictly a rule is taken: one level, or one for each environment.
   */
  levels?: {
    [k: string]: RuleLevel;
  };
}
