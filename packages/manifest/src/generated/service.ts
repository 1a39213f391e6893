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
  links?: ServiceLink[];
}
interface ServiceLink {
  title: Text;
  url: string;
}
interface Build {
  run?: Commands;
  output?: BuildOutput;
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
  interval?: Duration;
  timeout?: Duration;
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
interface Workload1 {
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
   * Settings of the type.
   */
  settings?: {
    [k: string]: unknown;
  };
}
interface SecretRequest {
  from: string;
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
   * Settings of the type.
   */
  settings?: {
    [k: string]: unknown;
  };
}
interface SecretRequest1 {
  from?: string;
}
