// Written by `npm run generate` from schemas/ and starter/. Do not edit.

type EngineKind = "local" | "terraform" | "kubernetes";
type Name = string;
type Duration = string;
type Date = string;
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
  /**
   * Whether a repository may declare resource types of its own; review: with a finding that asks the platform team to look.
   */
  teamTypes?: "allow" | "review" | "deny";
  /**
   * Resources that several services share, by the name after share.
   */
  shared?: {
    [k: string]: SharedResource;
  };
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
   * A Score file that says what runs and what it needs; relative to this file.
   */
  score?:
    | string
    | {
        /**
         * A path or glob, relative to this file, inside the repository.
         */
        file: string;
        /**
         * Files that are laid over it, in their order.
         *
         * Items: A path or glob, relative to this file, inside the repository.
         */
        overrides?: string[];
        /**
         * Values by their path in it; null takes one out.
         */
        set?: {
          [k: string]: unknown;
        };
      };
  /**
   * The command that starts it, in the artifact's folder.
   */
  run?: string;
  /**
   * An image instead of a command; . stands for the one that the build makes.
   */
  image?: string;
  /**
   * In place of the image's entry point.
   */
  command?: string[];
  /**
   * In place of the image's arguments.
   */
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
  /**
   * Ports that other services reach it by, by name.
   */
  ports?: {
    [k: string]: ServicePort;
  };
  health?: Health;
  liveness?: Probe;
  readiness?: Probe1;
  scale?: Scale;
  limits?: Limits;
  requests?: Limits1;
  route?: Route;
  variables?: Variables;
  files?: Files;
  volumes?: Volumes;
  /**
   * What runs side by side, by name, instead of run or image.
   */
  containers?: {
    [k: string]: Container;
  };
  annotations?: Annotations;
  deploy?: Deploy;
}
interface ServicePort {
  /**
   * Where others reach it.
   */
  port: number;
  /**
   * Where it listens; the same when absent.
   */
  targetPort?: number;
  protocol?: "TCP" | "UDP";
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
/**
 * Asked again and again; what does not answer is started anew.
 */
interface Probe {
  httpGet?: HttpProbe;
  exec?: ExecProbe;
}
/**
 * Healthy when it answers with 200 to 399.
 */
interface HttpProbe {
  path?: string;
  port?: number;
  scheme?: "HTTP" | "HTTPS";
  host?: string;
  /**
   * @maxItems 100
   */
  httpHeaders?: HttpHeader[];
}
interface HttpHeader {
  name: string;
  value: string;
}
/**
 * Healthy when the command ends with 0.
 */
interface ExecProbe {
  command?: string[];
}
/**
 * Asked before it is given work.
 */
interface Probe1 {
  httpGet?: HttpProbe;
  exec?: ExecProbe;
}
interface Scale {
  min?: number;
  max?: number;
  cpu?: string;
}
/**
 * What it may use at most.
 */
interface Limits {
  cpu?: string | number;
  memory?: string | number;
}
/**
 * What it needs at least.
 */
interface Limits1 {
  cpu?: string | number;
  memory?: string | number;
}
interface Route {
  host?: string;
  path?: string;
  visibility?: "internal" | "public";
}
/**
 * Environment variables; texts may hold placeholders.
 */
interface Variables {
  [k: string]: string | number | boolean;
}
/**
 * Files that it finds, by their path.
 */
interface Files {
  [k: string]: FileRequest;
}
/**
 * One of content, binaryContent and source.
 */
interface FileRequest {
  /**
   * Its text; may hold placeholders.
   */
  content?: string;
  /**
   * Its bytes in base64.
   */
  binaryContent?: string;
  /**
   * A path or glob, relative to this file, inside the repository.
   */
  source?: string;
  mode?: string;
  /**
   * True leaves placeholders as they are.
   */
  noExpand?: boolean;
}
/**
 * What it finds mounted, by path.
 */
interface Volumes {
  [k: string]: VolumeRequest;
}
interface VolumeRequest {
  /**
   * A resource, as ${resources.NAME}, or what the platform knows by that name.
   */
  source?: string;
  /**
   * A path within it.
   */
  path?: string;
  readOnly?: boolean;
}
interface Container {
  /**
   * The command that starts it, in the artifact's folder.
   */
  run?: string;
  /**
   * An image instead of a command; . stands for the one that the build makes.
   */
  image?: string;
  /**
   * In place of the image's entry point.
   */
  command?: string[];
  /**
   * In place of the image's arguments.
   */
  args?: string[];
  variables?: Variables;
  files?: Files;
  volumes?: Volumes;
  /**
   * Containers that start only when this one is so far.
   */
  before?: {
    [k: string]: Before;
  };
  limits?: Limits2;
  requests?: Limits3;
  liveness?: Probe2;
  readiness?: Probe3;
}
interface Before {
  ready: "started" | "healthy" | "complete";
}
/**
 * What it may use at most.
 */
interface Limits2 {
  cpu?: string | number;
  memory?: string | number;
}
/**
 * What it needs at least.
 */
interface Limits3 {
  cpu?: string | number;
  memory?: string | number;
}
/**
 * Asked again and again; what does not answer is started anew.
 */
interface Probe2 {
  httpGet?: HttpProbe;
  exec?: ExecProbe;
}
/**
 * Asked before it is given work.
 */
interface Probe3 {
  httpGet?: HttpProbe;
  exec?: ExecProbe;
}
/**
 * Texts for those who run it. Never secrets.
 */
interface Annotations {
  [k: string]: string;
}
interface Deploy {
  strategy?: "recreate" | "rolling" | "blue-green" | "canary";
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
  state?: StateStore;
  artifacts?: Artifacts;
  /**
   * Secret sources by name: what from: NAME:KEY in a manifest means here.
   */
  secrets?: {
    [k: string]: SecretSource;
  };
  promoteFrom?: Promotion;
  gates?: Gates;
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
  /**
   * The same for settings within it.
   */
  properties?: {
    [k: string]: SettingOverlay;
  };
}
/**
 * Where state is kept for engines that keep none of their own.
 */
interface StateStore {
  store: "file" | "postgres" | "azblob";
  [k: string]: unknown;
}
/**
 * Where artifacts go.
 */
interface Artifacts {
  /**
   * A registry of images, with a path.
   */
  oci?: string;
  /**
   * A folder, relative to this file.
   */
  directory?: string;
}
/**
 * The kind of source with its options.
 */
interface SecretSource {
  [k: string]: {
    [k: string]: unknown;
  };
}
interface Promotion {
  environment: Name;
  bake?: Duration;
}
/**
 * What must be so before anything changes here.
 */
interface Gates {
  approvals?: Approvals;
  /**
   * @maxItems 1000
   */
  freeze?: Freeze[];
}
interface Approvals {
  count: number;
  /**
   * Teams whose members may approve; every team when absent.
   *
   * @minItems 1
   */
  by?: [Name, ...Name[]];
}
interface Freeze {
  from: Date;
  /**
   * The last day.
   */
  to: string;
  /**
   * An IANA time zone.
   */
  zone: string;
  reason?: string;
}
interface SharedResource {
  /**
   * The team that it belongs to.
   */
  owner: string;
  type?: Name;
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
