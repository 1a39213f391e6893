// Written by `npm run generate` from schemas/ and starter/. Do not edit.

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
type Name = string;
type Duration = string;

/**
 * The manifest of one service, towpath.yaml.
 */
export interface ServiceManifest {
  /**
   * The version of this format.
   */
  apiVersion: "towpath.dev/v1";
  kind: "Service";
  /**
   * Where the platform definition is: a path, relative to this file. The starter platform when absent.
   */
  platform?: string;
  metadata: ServiceMetadata;
  /**
   * What the pipeline installs before the commands: tools and their versions.
   */
  toolchain?: {
    [k: string]: string;
  };
  build?: Build;
  test?: Test;
  workload?: Workload;
  /**
   * What runs, by name.
   */
  workloads?: {
    [k: string]: Workload1;
  };
  /**
   * What the service needs of the platform, by name.
   */
  resources?: {
    [k: string]: ResourceRequest;
  };
  /**
   * Secrets that somebody else issues, by name.
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
interface ServiceMetadata {
  /**
   * The service's name, the same everywhere.
   */
  name: string;
  /**
   * A team of the platform.
   */
  owner?: string;
  /**
   * What it does, in one sentence.
   */
  description?: string;
  criticality?: "critical" | "standard" | "experimental";
  /**
   * The larger system it is part of.
   */
  system?: string;
  labels?: {
    [k: string]: string;
  };
  /**
   * Further facts, for ${metadata.values.NAME}.
   */
  values?: {
    [k: string]: unknown;
  };
  links?: ServiceLink[];
}
interface ServiceLink {
  title: Text;
  url: string;
}
interface Build {
  run?: Commands;
  output?: BuildOutput;
  image?: ImageBuild;
}
/**
 * Builds an image instead of packing files.
 */
interface ImageBuild {
  /**
   * A path or glob, relative to this file, inside the repository.
   */
  dockerfile?: string;
  /**
   * A path or glob, relative to this file, inside the repository.
   */
  context?: string;
  /**
   * The stage to build; the last when absent.
   */
  target?: string;
  /**
   * Build arguments. Never secrets: they stay in the image.
   */
  arguments?: {
    [k: string]: string;
  };
}
interface Test {
  run?: Commands;
  /**
   * Resources that are started for the tests, their variables set.
   */
  with?: Name[];
  reports?: {
    junit?: Path;
    coverage?: Path;
  };
  /**
   * The coverage that must be reached, in percent.
   */
  minimum?: {
    lines?: number;
    branches?: number;
    functions?: number;
  };
}
/**
 * The one thing that runs; short for workloads: { main: … }.
 */
export interface Workload {
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
  interval?: Duration;
  timeout?: Duration;
  /**
   * How long it may take after its start until it answers.
   */
  grace?: string;
}
/**
 * Asked again and again; what does not answer is started anew.
 */
export interface Probe {
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
  value: Text;
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
export interface FileRequest {
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
interface Workload1 {
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
interface ResourceRequest {
  /**
   * A resource type of the platform.
   */
  type: string;
  variant?: Text;
  /**
   * One that the type offers, as a text.
   */
  version?: string;
  /**
   * One of the type's sizes.
   */
  size?: string;
  /**
   * A size or a variant of the type, whichever has this name: what Score calls a class.
   */
  class?: string;
  /**
   * The same thing for every service that names it.
   */
  share?: string;
  /**
   * Settings of the type.
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
interface SecretRequest {
  from: string;
}
/**
 * One of openapi, asyncapi, graphql and protobuf.
 */
interface Contract {
  /**
   * A path or glob, relative to this file, inside the repository.
   */
  openapi?: string;
  asyncapi?: Path;
  graphql?: Path;
  protobuf?: Path;
  /**
   * Teams that may rely on it; every team when absent.
   */
  allow?: Name[];
}
interface Consumption {
  /**
   * The service whose contract it is.
   */
  service?: string;
  /**
   * One that the service exposes.
   */
  contract?: string;
  /**
   * A path or glob, relative to this file, inside the repository.
   */
  uses?: string;
  /**
   * For what is no service of the platform: the clients that it is reached by.
   */
  clients?: Text[];
}
interface Move {
  from: string;
  to: string;
}
/**
 * What differs in one environment: deep merge, lists replace, null removes.
 */
interface ServiceOverlay {
  workload?: Workload1;
  workloads?: {
    [k: string]: Workload1;
  };
  resources?: {
    [k: string]: ResourceRequest1;
  };
  secrets?: {
    [k: string]: SecretRequest1;
  };
  consumes?: {
    [k: string]: Consumption;
  };
}
interface ResourceRequest1 {
  /**
   * A resource type of the platform.
   */
  type?: string;
  variant?: Text;
  /**
   * One that the type offers, as a text.
   */
  version?: string;
  /**
   * One of the type's sizes.
   */
  size?: string;
  /**
   * A size or a variant of the type, whichever has this name: what Score calls a class.
   */
  class?: string;
  /**
   * The same thing for every service that names it.
   */
  share?: string;
  /**
   * Settings of the type.
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
interface SecretRequest1 {
  from?: string;
}
