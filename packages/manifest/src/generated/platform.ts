// Written by `npm run generate` from schemas/ and starter/. Do not edit.

type Name = string;
/**
 * A path or glob, relative to this file, inside the repository.
 */
type Path = string;
/**
 * A duration: a whole number and ms, s, m, h or d.
 */
type Duration = string;
type Text = string;
/**
 * What carries recipes out.
 */
type EngineKind = "local" | "terraform" | "kubernetes";
/**
 * What a change risks.
 */
type Risk = "none" | "restart" | "downtime" | "data-loss" | "unknown";
/**
 * A day, as year-month-day.
 */
type Date = string;
/**
 * A time of day, as hours and minutes.
 */
type TimeOfDay = string;
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
/**
 * A pattern, or several; * stands for any part.
 *
 * @minItems 1
 * @maxItems 100
 */
type Patterns = string | [string, ...string[]];
type SigningService = string;

/**
 * What a platform team offers: environments, teams, resource types, policy packs.
 */
export interface PlatformManifest {
  /**
   * The version of this format: towpath.dev/v1.
   */
  apiVersion: "towpath.dev/v1";
  /**
   * What this document is: a platform.
   */
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
   * Files of resource types, relative to this file, or an npm package in one version, with files in it where they are not types/*.yaml; * stands for any part of a name.
   */
  resourceTypes?: string[];
  /**
   * Whether a repository may declare resource types of its own.
   */
  teamTypes?: "allow" | "review" | "deny";
  /**
   * Resources that several services share, by the name after share.
   */
  shared?: {
    [k: string]: SharedResource;
  };
  policies?: Policies;
  /**
   * Files of waivers, relative to this file; * stands for any part of a name. They count for mandatory rules, too.
   *
   * @maxItems 100
   */
  waivers?: Path[];
  evidence?: Evidence;
}
/**
 * What the platform is called.
 */
interface PlatformMetadata {
  name: Name;
  /**
   * Its name for people.
   */
  title?: string;
  /**
   * What it is for, and where to ask.
   */
  description?: string;
}
/**
 * A team that may own services.
 */
interface Team {
  /**
   * The team at GitHub, as it is mentioned there.
   */
  github?: string;
  /**
   * Where to reach it.
   */
  contact?: string;
  /**
   * Its people at GitHub: whose approving review counts as the team's, such as for a waiver.
   *
   * @maxItems 1000
   */
  members?: string[];
}
/**
 * What holds for every service that does not say otherwise.
 */
interface PlatformDefaults {
  workload?: Workload;
}
/**
 * What runs: a command or an image, how it is reached, how much it may use, and what it is given.
 */
interface Workload {
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
interface Probe {
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
interface FileRequest {
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
 * A stage that services are in: what makes things there, and what must be so before anything changes.
 */
export interface PlatformEnvironment {
  engine?: EngineKind;
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
   * Values of this environment, for ${environment.NAME}.
   */
  values?: {
    [k: string]: unknown;
  };
  /**
   * What differs here in the settings of resource types, by type and setting.
   */
  settings?: {
    /**
     * What differs here in this type's settings, by setting.
     */
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
/**
 * An engine: its kind, and beside it what that kind takes.
 */
interface EngineOptions {
  /**
   * What kind of engine it is.
   */
  kind: "local" | "terraform" | "kubernetes" | "drivers";
  /**
   * Drivers of your own, for an engine of kind local or drivers: modules relative to this file, or npm packages in one version.
   *
   * @minItems 1
   * @maxItems 100
   */
  drivers?: [string, ...string[]];
  /**
   * For terraform: the backend that keeps its state, as Terraform names it, or cloud; without it, the environment's state store. Credentials belong into environment variables.
   */
  backend?: {
    [k: string]: unknown;
  };
  /**
   * For terraform: the providers that modules need, by the names that they know them by.
   */
  providers?: {
    [k: string]: TerraformProvider;
  };
  /**
   * For terraform: the program that is run. terraform when absent, or tofu where there is no terraform.
   */
  program?: string;
  /**
   * For terraform: which versions of the program there may be.
   */
  version?: string;
  /**
   * For terraform: a dependency lock file, relative to this file. With it no other version of a provider is taken.
   */
  lock?: string;
  /**
   * For terraform: further environment variables that the program gets, such as credentials of a provider that is not well known.
   *
   * @maxItems 100
   */
  variables?: string[];
  /**
   * For terraform: tags that everything gets beside service, environment, owner and cost-center.
   */
  tags?: {
    /**
     * What the tag says.
     */
    [k: string]: string | number | boolean;
  };
  /**
   * For terraform: what doing something to a resource of one type risks, where the platform knows it better.
   */
  risks?: {
    [k: string]: TerraformRisk;
  };
  [k: string]: unknown;
}
/**
 * A provider of Terraform: where it comes from, and its configuration.
 */
interface TerraformProvider {
  /**
   * Where it comes from.
   */
  source: string;
  /**
   * Which versions of it there may be.
   */
  version?: string;
  /**
   * Its configuration; texts may hold ${environment.NAME} and ${service.NAME}.
   */
  config?: {
    [k: string]: unknown;
  };
}
/**
 * What doing something to a resource of this type risks.
 */
interface TerraformRisk {
  delete?: Risk;
  replace?: Risk;
  update?: Risk;
  /**
   * When one of its attributes is changed in place, by attribute.
   */
  attributes?: {
    [k: string]: Risk;
  };
}
/**
 * What differs here in one setting.
 */
export interface SettingOverlay {
  /**
   * What holds when the service says nothing.
   */
  default?: unknown;
  /**
   * The only value that there may be.
   */
  const?: unknown;
  /**
   * The values that there may be.
   */
  enum?: unknown[];
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
   * Who decides.
   */
  tier?: "mandatory" | "recommended" | "free";
  /**
   * The reason, in one sentence; it is shown with a finding.
   */
  why?: string;
  /**
   * The same for settings within it.
   */
  properties?: {
    [k: string]: SettingOverlay;
  };
}
/**
 * Where state is kept for engines that keep none of their own. What leaves the machine is sealed.
 */
interface StateStore {
  /**
   * The kind of store; what it takes stands beside it.
   */
  store: "file" | "postgres" | "azblob";
  url?: VariableSource;
  /**
   * For postgres: the schema that holds the tables, made at the first write; towpath when absent.
   */
  schema?: string;
  /**
   * For azblob: the storage account.
   */
  account?: string;
  /**
   * For azblob: the container, which has to be there; towpath when absent.
   */
  container?: string;
  /**
   * For azblob: folders in the container, each with a / behind it.
   */
  prefix?: string;
  /**
   * For azblob: where the account is, for another cloud than the public one.
   */
  endpoint?: string;
  connectionString?: VariableSource;
  accountKey?: VariableSource;
  sas?: VariableSource;
  key?: StateKeySource;
  oldKey?: StateKeySource;
}
/**
 * The environment variable that holds it.
 */
interface VariableSource {
  /**
   * The name of the variable.
   */
  variable: string;
}
/**
 * The environment variable or the file that holds it.
 */
interface StateKeySource {
  /**
   * The name of the variable.
   */
  variable?: string;
  /**
   * A file that only its owner may read; a relative path counts from the folder that the command runs in.
   */
  file?: string;
}
/**
 * Where artifacts go: one of these.
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
  /**
   * What this kind of source takes.
   */
  [k: string]: {
    [k: string]: unknown;
  };
}
/**
 * From where releases come here, so that nothing arrives untried.
 */
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
   * When nothing changes: days, the first and the last included, or days of every week.
   *
   * @maxItems 1000
   */
  freeze?: Freeze[];
  /**
   * Evidence that must be there for a release, signed.
   *
   * @maxItems 100
   */
  requires?: ("review" | "tests" | "sbom" | "provenance" | "contracts")[];
}
/**
 * Who must agree.
 */
interface Approvals {
  /**
   * How many people must agree.
   */
  count: number;
  /**
   * Teams whose members may approve; every team when absent.
   *
   * @minItems 1
   */
  by?: [Name, ...Name[]];
}
interface Freeze {
  from?: Date;
  to?: Date;
  weekly?: WeeklyFreeze;
  /**
   * The IANA time zone that the days are meant in.
   */
  zone: string;
  /**
   * Why, in a few words; it is shown to whoever has to wait.
   */
  reason?: string;
}
/**
 * Instead of from and to: the same days of every week.
 */
interface WeeklyFreeze {
  /**
   * The days on which it begins.
   *
   * @minItems 1
   * @maxItems 100
   */
  days: [
    "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun",
    ...("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[]
  ];
  from?: TimeOfDay;
  to?: TimeOfDay;
}
/**
 * A resource that several services share: whose it is.
 */
interface SharedResource {
  owner: Name;
  type?: Name;
}
/**
 * Which rules hold, and how strictly.
 */
interface Policies {
  /**
   * Packs of rules: a package's, or files relative to this one.
   */
  packs?: string[];
  /**
   * How strictly a rule is taken: one level, or one for each environment.
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
 * How evidence of what was done is signed, kept and held against controls.
 */
interface Evidence {
  key?: VariableSource;
  /**
   * Files of the public keys whose statements count, as PEM, relative to this file; those of before a rotation, too.
   *
   * @maxItems 100
   */
  publicKeys?: Path[];
  keyless?: KeylessSigning;
  /**
   * Files of controls, relative to this file; * stands for any part of a name. The built-in catalogue when absent.
   *
   * @maxItems 100
   */
  controls?: Path[];
  /**
   * Accounts of bots whose commits may go out when a person reviewed them; any other bot's may not.
   *
   * @maxItems 100
   */
  bots?: string[];
  anchor?: EvidenceAnchor;
  retention?: Duration;
}
/**
 * Signing without a key of one's own: who vouches for the pipeline, and who it must be.
 */
interface KeylessSigning {
  /**
   * Who issues the pipeline's identity.
   */
  issuer: string;
  identity: Patterns;
  repository?: Patterns;
  ref?: Patterns;
  trustedRoot?: Path;
  fulcio?: SigningService;
  rekor?: SigningService;
}
/**
 * Where the head of the record is written, out of reach of who writes the record.
 */
interface EvidenceAnchor {
  /**
   * A folder, relative to this file.
   */
  directory?: string;
  /**
   * At GitHub.
   */
  github?: "deployments";
}
