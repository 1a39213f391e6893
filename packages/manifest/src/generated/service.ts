// Written by `npm run generate` from schemas/ and starter/. Do not edit.

type Name = string;
type Text = string;
/**
 * A command, or several that run in order; the first failure stops.
 */
type Commands = string | Text[];
/**
 * Paths and globs that are packed into the artifact.
 */
type BuildOutput = string | Path[];
/**
 * A path or glob, relative to this file, inside the repository.
 */
type Path = string;
/**
 * A duration: a whole number and ms, s, m, h or d.
 */
type Duration = string;
/**
 * How strictly a rule is taken: one level, or one for each environment.
 */
export type RuleLevel =
  | string
  | {
      [k: string]: Level;
    };
/**
 * How strictly a rule is taken.
 */
type Level = "mandatory" | "advisory" | "off";
type Movable = string;

/**
 * The manifest of one service, towpath.yaml: who owns it, how it is built and run, and what it needs.
 */
export interface ServiceManifest {
  /**
   * The version of this format: towpath.dev/v1.
   */
  apiVersion: "towpath.dev/v1";
  /**
   * What this document is: the manifest of one service.
   */
  kind: "Service";
  /**
   * The platform of the service: a path relative to this file, an npm package or a git tag. --platform and TOWPATH_PLATFORM come first; without any it is the starter platform.
   */
  platform?: string;
  metadata: ServiceMetadata;
  /**
   * What the pipeline installs before the commands: tools and their versions.
   */
  toolchain?: {
    /**
     * The tool's version, as a text.
     */
    [k: string]: string;
  };
  build?: Build;
  test?: Test;
  workload?: Workload;
  /**
   * What runs, by name.
   */
  workloads?: {
    [k: string]: Workload;
  };
  /**
   * What the service needs of the platform, by name.
   */
  resources?: {
    [k: string]: ResourceRequest;
  };
  /**
   * Secrets that somebody else issues, by name; a variable takes one as ${secrets.NAME}.
   */
  secrets?: {
    [k: string]: SecretRequest;
  };
  /**
   * Contracts that others may rely on, by name.
   */
  exposes?: {
    [k: string]: Contract;
  };
  /**
   * Contracts of others that this service relies on, by name.
   */
  consumes?: {
    [k: string]: Consumption;
  };
  policies?: ServicePolicies;
  /**
   * Files of waivers, relative to this file; * stands for any part of a name.
   *
   * @maxItems 100
   */
  waivers?: Path[];
  /**
   * Files of resource types of this repository's own, relative to this file, where the platform lets it; * stands for any part of a name.
   *
   * @maxItems 100
   */
  resourceTypes?: Path[];
  /**
   * Renames, oldest first, so that what is there is kept.
   *
   * @maxItems 1000
   */
  moved?: Move[];
  /**
   * The environments the service is in, each with what differs there: deep merge, lists replace, null removes. All of the platform's when absent.
   */
  environments?: {
    [k: string]: ServiceOverlay;
  };
}
/**
 * What the service is called, who owns it and where it belongs.
 */
interface ServiceMetadata {
  name: Name;
  owner?: Name;
  /**
   * What it does, in one sentence.
   */
  description?: string;
  /**
   * How much hangs on it. Rules of the platform may ask more of what is critical.
   */
  criticality?: "critical" | "standard" | "experimental";
  /**
   * The larger system it is part of.
   */
  system?: string;
  /**
   * Short facts about the service, for whoever sorts and searches.
   */
  labels?: {
    /**
     * The label's value, as a text.
     */
    [k: string]: string;
  };
  /**
   * Further facts, for ${metadata.values.NAME}.
   */
  values?: {
    [k: string]: unknown;
  };
  /**
   * Pages about the service: its runbook, its dashboard.
   */
  links?: ServiceLink[];
}
/**
 * A page about the service.
 */
interface ServiceLink {
  title: Text;
  /**
   * Where the page is.
   */
  url: string;
}
/**
 * How the artifact is made: commands, and what of their results is packed.
 */
interface Build {
  run?: Commands;
  output?: BuildOutput;
  image?: ImageBuild;
}
/**
 * Builds an image instead of packing files.
 */
interface ImageBuild {
  dockerfile?: Path;
  context?: Path;
  target?: Text;
  /**
   * Build arguments. Never secrets: they stay in the image.
   */
  arguments?: {
    /**
     * The argument's value, as a text.
     */
    [k: string]: string;
  };
}
/**
 * How it is tested, with which resources, and what coverage is asked for.
 */
interface Test {
  run?: Commands;
  /**
   * Resources that are started for the tests, their variables set.
   */
  with?: Name[];
  /**
   * Reports that the tests write, to be read and shown.
   */
  reports?: {
    junit?: Path;
    coverage?: Path;
  };
  /**
   * The coverage that must be reached, in percent.
   */
  minimum?: {
    /**
     * Of the lines, in percent.
     */
    lines?: number;
    /**
     * Of the branches, in percent.
     */
    branches?: number;
    /**
     * Of the functions, in percent.
     */
    functions?: number;
  };
  /**
   * By how much the coverage of lines may fall against the base branch, in percentage points; not asked when absent.
   */
  coverageDrop?: number;
}
/**
 * What runs: a command or an image, how it is reached, how much it may use, and what it is given.
 */
export interface Workload {
  /**
   * A Score file that says what runs and what it needs; relative to this file.
   */
  score?:
    | string
    | {
        file: Path;
        /**
         * Files that are laid over it, in their order.
         */
        overrides?: Path[];
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
   * What kind of thing runs. Without it: server where it has a port, job where it has a schedule, worker otherwise.
   */
  kind?: "server" | "worker" | "job";
  /**
   * When a job runs: five cron fields, in UTC. A run that is still going on is never joined by another.
   */
  schedule?: string;
  /**
   * The port on which it listens.
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
  readiness?: Probe;
  scale?: Scale;
  limits?: Limits;
  requests?: Limits;
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
/**
 * A port that other services reach it by.
 */
interface ServicePort {
  /**
   * Where others reach it.
   */
  port: number;
  /**
   * Where it listens; the same when absent.
   */
  targetPort?: number;
  /**
   * How it is spoken to.
   */
  protocol?: "TCP" | "UDP";
}
/**
 * How it is asked whether it is well.
 */
interface Health {
  /**
   * Healthy when a GET of this path answers with 200 to 399.
   */
  path?: string;
  /**
   * A path whose answer has the digest of the release that runs, which it finds in TOWPATH_DIGEST.
   */
  identity?: string;
  interval?: Duration;
  timeout?: Duration;
  grace?: Duration;
}
/**
 * How it is asked whether it is alive or ready.
 */
export interface Probe {
  httpGet?: HttpProbe;
  exec?: ExecProbe;
}
/**
 * Healthy when it answers with 200 to 399.
 */
interface HttpProbe {
  /**
   * The path that is asked for.
   */
  path?: string;
  /**
   * The port that is asked; its own when absent.
   */
  port?: number;
  /**
   * HTTP, or HTTPS without a look at the certificate.
   */
  scheme?: "HTTP" | "HTTPS";
  /**
   * The host name in the request.
   */
  host?: string;
  /**
   * Headers of the request.
   */
  httpHeaders?: HttpHeader[];
}
interface HttpHeader {
  /**
   * The header's name.
   */
  name: string;
  value: Text;
}
/**
 * Healthy when the command ends with 0.
 */
interface ExecProbe {
  /**
   * The command with its arguments; no shell reads it.
   */
  command?: string[];
}
/**
 * How many instances of it run.
 */
interface Scale {
  /**
   * How many instances run at least.
   */
  min?: number;
  /**
   * How many instances run at most.
   */
  max?: number;
  /**
   * The share of its processors above which another instance is started.
   */
  cpu?: string;
}
/**
 * Amounts of processor and memory.
 */
interface Limits {
  /**
   * Processors: 500m is half of one.
   */
  cpu?: string | number;
  /**
   * Memory: 512Mi, 2Gi.
   */
  memory?: string | number;
}
/**
 * Under which address it is reached, and by whom.
 */
interface Route {
  /**
   * The host name that it answers to.
   */
  host?: string;
  /**
   * The beginning of the paths that it answers to.
   */
  path?: string;
  /**
   * Who can reach it.
   */
  visibility?: "internal" | "public";
}
/**
 * Environment variables; texts may hold placeholders.
 */
interface Variables {
  /**
   * The variable's value; ${resources.NAME.OUTPUT}, ${secrets.NAME}, ${environment.NAME} and ${metadata.NAME} are filled in.
   */
  [k: string]: string | number | boolean;
}
/**
 * Files that it finds, by their path.
 */
interface Files {
  [k: string]: FileRequest;
}
/**
 * A file that it finds: one of content, binaryContent and source.
 */
export interface FileRequest {
  /**
   * The file's text; may hold placeholders.
   */
  content?: string;
  /**
   * The file's bytes in base64.
   */
  binaryContent?: string;
  source?: Path;
  /**
   * Who may do what with it, as three octal digits.
   */
  mode?: string;
  /**
   * True leaves placeholders in it as they are.
   */
  noExpand?: boolean;
}
/**
 * What it finds mounted, by path.
 */
interface Volumes {
  [k: string]: VolumeRequest;
}
/**
 * Something that it finds mounted.
 */
interface VolumeRequest {
  /**
   * A resource, as ${resources.NAME}, or what the platform knows by that name.
   */
  source?: string;
  /**
   * A path within the volume; all of it when absent.
   */
  path?: string;
  /**
   * True when it may only be read.
   */
  readOnly?: boolean;
}
/**
 * One of the things that run side by side.
 */
export interface Container {
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
  limits?: Limits;
  requests?: Limits;
  liveness?: Probe;
  readiness?: Probe;
}
/**
 * How far this one must be before the other starts.
 */
interface Before {
  /**
   * How far this one must be.
   */
  ready: "started" | "healthy" | "complete";
}
/**
 * Texts for those who run it. Never secrets.
 */
interface Annotations {
  /**
   * The annotation's text. Never a secret.
   */
  [k: string]: string;
}
/**
 * How a new release takes the place of the old one.
 */
interface Deploy {
  /**
   * How the new release takes over.
   */
  strategy?: "recreate" | "rolling" | "blue-green" | "canary";
  /**
   * A command that runs before the new release is exposed, such as one that changes the database's tables.
   */
  migrate?: string;
  /**
   * A command that proves the new release; when it fails, the old one stays.
   */
  smoke?: string;
  bake?: Duration;
  /**
   * For canary: how much of the work the new release gets, step by step. 10 % and 50 % for 30 seconds each when absent.
   *
   * @minItems 1
   * @maxItems 100
   */
  steps?: [CanaryStep, ...CanaryStep[]];
  /**
   * What holds when nothing answered while it was watched.
   */
  noData?: "fail" | "pass";
}
interface CanaryStep {
  /**
   * The share of the requests that the new release gets, in percent.
   */
  weight: number;
  for?: Duration;
}
/**
 * Something that the platform makes for the service: a database, a bucket, a queue.
 */
interface ResourceRequest {
  /**
   * A resource type of the platform.
   */
  type: string;
  variant?: Text;
  /**
   * One that the type offers, as a text; the type's current one when absent.
   */
  version?: string;
  size?: Text;
  class?: Text;
  /**
   * The same thing for every service that names it; its owner is set by the platform.
   */
  share?: string;
  /**
   * Settings of the type; those that are not named keep the platform's values.
   */
  settings?: {
    [k: string]: unknown;
  };
  annotations?: Annotations;
  /**
   * Further facts about it, carried as they are.
   */
  values?: {
    [k: string]: unknown;
  };
}
/**
 * A secret that somebody else issues.
 */
interface SecretRequest {
  /**
   * A secret source of the platform and the secret's key there, as SOURCE:KEY.
   */
  from: string;
}
/**
 * A contract that others may rely on: one of openapi, asyncapi, graphql and protobuf.
 */
interface Contract {
  openapi?: Path;
  asyncapi?: Path;
  graphql?: Path;
  protobuf?: Path;
  /**
   * Teams that may rely on it; every team when absent.
   */
  allow?: Name[];
}
/**
 * A contract of another service that this one relies on, or the clients of what is no service.
 */
interface Consumption {
  service?: Name;
  contract?: Name;
  uses?: Path;
  /**
   * For what is no service of the platform: the clients that it is reached by.
   */
  clients?: Text[];
}
/**
 * Rules that this service wants to be held to more strictly than the platform does. Less strictly is a waiver's business.
 */
interface ServicePolicies {
  /**
   * How strictly a rule is taken: one level, or one for each environment; never less than the platform says.
   */
  levels?: {
    [k: string]: RuleLevel;
  };
  params?: RuleParameters;
}
/**
 * Values of rules' parameters, by rule and name. A service may only make them stricter.
 */
interface RuleParameters {
  /**
   * Values of one rule's parameters, by name.
   */
  [k: string]: {
    /**
     * The value: what the rule's page says the parameter takes.
     */
    [k: string]: string | number | boolean | (string | number | boolean)[];
  };
}
/**
 * A rename: what was there under the old name is kept under the new one.
 */
interface Move {
  from: Movable;
  to: Movable;
}
/**
 * What differs in one environment: deep merge, lists replace, null removes.
 */
interface ServiceOverlay {
  workload?: Workload;
  /**
   * What differs here in what runs, by name.
   */
  workloads?: {
    [k: string]: Workload;
  };
  /**
   * What differs here in the resources, by name.
   */
  resources?: {
    [k: string]: ResourceRequest1;
  };
  /**
   * What differs here in the secrets, by name.
   */
  secrets?: {
    [k: string]: SecretRequest1;
  };
  /**
   * What differs here in the contracts of others, by name.
   */
  consumes?: {
    [k: string]: Consumption;
  };
}
/**
 * Something that the platform makes for the service: a database, a bucket, a queue.
 */
interface ResourceRequest1 {
  /**
   * A resource type of the platform.
   */
  type?: string;
  variant?: Text;
  /**
   * One that the type offers, as a text; the type's current one when absent.
   */
  version?: string;
  size?: Text;
  class?: Text;
  /**
   * The same thing for every service that names it; its owner is set by the platform.
   */
  share?: string;
  /**
   * Settings of the type; those that are not named keep the platform's values.
   */
  settings?: {
    [k: string]: unknown;
  };
  annotations?: Annotations;
  /**
   * Further facts about it, carried as they are.
   */
  values?: {
    [k: string]: unknown;
  };
}
/**
 * A secret that somebody else issues.
 */
interface SecretRequest1 {
  /**
   * A secret source of the platform and the secret's key there, as SOURCE:KEY.
   */
  from?: string;
}
