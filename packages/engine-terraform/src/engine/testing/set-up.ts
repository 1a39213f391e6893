import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { nodeClock, nodeFiles, type ProgressEvent, Secret } from "@towpath/core";
import { type Graph, loadPlatform, loadService, resolve } from "@towpath/manifest";
import {
  type Applied,
  type ApplyOptions,
  applyEnvironment,
  contextFor,
  type Engine,
  type Environment,
  fileStore,
  isEmptyPlan,
  openSecretBox,
  type Plan,
  planEnvironment,
  readState,
  type SecretBox,
  type StateDocument,
  type StateStore,
} from "@towpath/provisioning";
import type { RunningProvider } from "@towpath/testkit/terraform";
import { terraformEngine } from "../../terraform-engine.ts";
import { MODULES, TYPES } from "./platform-of-things.ts";

/** What a test may have otherwise. */
export interface SetUpOptions {
  /** A folder that was set up before; a new one by default. */
  readonly folder?: string | undefined;
  readonly provider?: RunningProvider | undefined;
  /** Options of the engine `cloud`, in YAML's flow form. */
  readonly engine?: string | undefined;
  /** Which types are placed on which engine, in YAML's flow form. */
  readonly place?: string | undefined;
  /** Bodies of further resource types. */
  readonly types?: Readonly<Record<string, string>> | undefined;
  readonly modules?: Readonly<Record<string, string>> | undefined;
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

/** A platform of things in a folder, with a state store and the engine `cloud` over them. */
export interface Setup {
  readonly folder: string;
  readonly data: string;
  readonly store: StateStore;
  readonly secretBox: SecretBox;
  readonly events: ProgressEvent[];
  /** The graph of what stands in the manifest below its head. */
  graph(manifest: string, service?: string): Graph;
  engine(): Engine;
  environment(graph: Graph, more?: EnvironmentOptions): Environment;
  plan(graph: Graph, goal?: Plan["goal"]): Promise<Plan>;
  apply(graph: Graph, options?: ApplyOptions & EnvironmentOptions): Promise<Applied>;
  isQuiet(graph: Graph): Promise<boolean>;
  state(service?: string): Promise<StateDocument>;
  write(path: string, text: string): void;
  /** Another process of the provider, over the same cloud. */
  use(provider: RunningProvider): void;
  remove(): void;
}

export interface EnvironmentOptions {
  readonly engines?: readonly Engine[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly variables?: Readonly<Record<string, string>> | undefined;
  readonly store?: StateStore | undefined;
  readonly secrets?: Readonly<Record<string, string>> | undefined;
}

const SECRETS: Readonly<Record<string, string>> = { "secrets.token": "a token that nobody may see" };

export async function setUp(options: SetUpOptions = {}): Promise<Setup> {
  let { provider } = options;
  const { engine = "", types = {}, modules = {}, place = '{ "*": cloud }' } = options;
  const folder = options.folder ?? realpathSync(mkdtempSync(join(tmpdir(), "towpath-terraform-")));
  const data = join(folder, "data");
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write(
    "platform/platform.yaml",
    `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments:
  prod:
    engines:
      cloud: { kind: terraform${engine === "" ? "" : `, ${engine}`} }
      edge: { kind: local }
    place: ${place}
    secrets: { vault: { file: {} } }
resourceTypes: [./types/*.yaml]
`,
  );
  for (const [name, body] of Object.entries({ ...TYPES, ...types }))
    write(
      `platform/types/${name}.yaml`,
      `apiVersion: towpath.dev/v1\nkind: ResourceType\nmetadata: { name: ${name} }\n${body}`,
    );
  for (const [path, text] of Object.entries({ ...MODULES, ...modules })) write(`platform/modules/${path}`, text);
  const store = fileStore(join(data, "state"));
  const secretBox = await openSecretBox(join(data, "secret.key"));
  const events: ProgressEvent[] = [];
  const home = { folder: join(folder, "platform/types"), boundary: folder };
  const makeEngine = () =>
    terraformEngine({
      name: "cloud",
      folders: { data },
      secretBox,
      homeOf: () => home,
      platformFolder: join(folder, "platform"),
    });

  const setup: Setup = {
    folder,
    data,
    store,
    secretBox,
    events,
    write,
    use(other) {
      provider = other;
    },
    engine: makeEngine,
    graph(manifest, service = "shop") {
      write(
        `${service}.yaml`,
        `apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: ${service} }\n${manifest}`,
      );
      const loaded = loadService(`${service}.yaml`, nodeFiles, folder);
      const platform = loadPlatform("platform", nodeFiles, folder);
      const resolved =
        loaded.value && platform.value
          ? resolve({
              service: loaded.value,
              platform: platform.value,
              environment: "prod",
              now: new Date("2026-11-22"),
            })
          : undefined;
      if (!resolved?.graph)
        throw new Error(JSON.stringify([loaded.findings, platform.findings, resolved?.findings], null, 2));
      return resolved.graph;
    },
    environment(graph, more = {}) {
      const engines = [makeEngine(), ...(more.engines ?? [])];
      const state = more.store ?? store;
      const secrets = { ...SECRETS, ...more.secrets };
      return {
        graph,
        engines: new Map(engines.map((each) => [each.name, each])),
        state,
        context: contextFor({
          clock: nodeClock,
          signal: more.signal ?? new AbortController().signal,
          events: (event) => events.push(event),
          variables: {
            PATH: process.env["PATH"],
            HOME: folder,
            ...provider?.variables,
            ...options.variables,
            ...more.variables,
          },
          secrets: async (address) => new Secret(secrets[address] ?? `value of ${address}`),
          holder: { who: "anna", run: "1", since: "2026-11-22T09:00:00Z" },
          graph,
          state,
          secretBox,
        }),
      };
    },
    plan: (graph, goal = "match") => planEnvironment(setup.environment(graph), goal),
    apply: (graph, more = {}) => applyEnvironment(setup.environment(graph, more), more),
    isQuiet: async (graph) => isEmptyPlan(await setup.plan(graph)),
    state: (service = "shop") => readState(store, `${service}/prod`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  return setup;
}
