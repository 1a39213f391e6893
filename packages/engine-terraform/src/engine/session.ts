import { join, resolve } from "node:path";
import type { Address, Place, Secret } from "@towpath/core";
import type { GraphEngine } from "@towpath/manifest";
import type { Context, Target } from "@towpath/provisioning";
import { TerraformError } from "../errors.ts";
import { type RootModule, rootModule } from "../module/root-module.ts";
import type { TerraformPlan } from "../plan/terraform-plan.ts";
import { childVariables } from "../process/child-variables.ts";
import { type Doing, failureOf } from "../process/failure/failure-of.ts";
import { type RunResult, runTerraform } from "../process/run-terraform.ts";
import type { StreamMessage } from "../process/stream-message.ts";
import { openWorkFolder, type WorkFolder } from "../process/work-folder.ts";
import { findProgram } from "../program/find-program.ts";
import type { Program } from "../program/program.ts";
import { type TerraformOptions, terraformOptions } from "../recipe/terraform-options.ts";
import { type ServedState, serveState } from "../state/serve-state.ts";
import { terraformStateKey } from "../state/state-key.ts";
import type { TerraformEngineParts } from "./engine-parts.ts";
import { type FreshSecrets, generatedSecrets } from "./generated-secrets.ts";
import { type PlanHolder, planDigest } from "./held-plan.ts";
import { keptCalls } from "./kept-calls.ts";
import { rescue, takeUpKilled } from "./left-behind.ts";
import { pushRescued, rescuedNewest, writeLocalState } from "./native-rescue.ts";
import { type PluginCache, pluginCache } from "./plugin-cache.ts";
import type { Share } from "./share.ts";

/** What a session is opened for. */
export interface SessionRequest {
  readonly share: Share;
  readonly imports: Parameters<typeof rootModule>[0]["imports"];
  readonly mode: "read" | "write";
  readonly fresh: FreshSecrets;
  /** Of a plan: keeps it here for the apply that follows; of an apply: takes it from here. */
  readonly holder?: PlanHolder | undefined;
}

/** A root module in a folder of its own, made ready by `init`, with its state at hand. Gone with everything in it at the end. */
export interface Session {
  readonly program: Program;
  readonly options: TerraformOptions;
  readonly root: RootModule;
  readonly folder: string;
  /** Where the state goes through Towpath. */
  readonly served: ServedState | undefined;
  /** The key of Terraform's state, and of what is pending beside it. */
  readonly stateKey: string;
  /** What was planned in it: the saved plan is in its folder. */
  planned: TerraformPlan | undefined;
  /** Runs one command to its end. @throws {TerraformError} why it failed, and the signal's reason where it was cancelled */
  run(doing: Doing, args: readonly string[], more?: RunOptions): Promise<RunResult>;
  /** The same; a failure is a result. */
  attempt(args: readonly string[], more?: RunOptions): Promise<RunResult>;
  /** Takes the state out of the folder that Terraform could not write, and writes it where it belongs, if that is possible now. */
  rescue(): Promise<void>;
  /** Why a command failed: what the state store said goes before what Terraform made of it. */
  failureOf(result: RunResult, doing: Doing): Error;
}

/** What is particular about one command. */
export interface RunOptions {
  readonly captures?: "stdout" | undefined;
  readonly onMessage?: ((message: StreamMessage) => void) | undefined;
  /** It is run also after the run was cancelled, to see what there is. */
  readonly isAfterwards?: boolean | undefined;
}

const NEVER = new AbortController().signal;
const LOCK_FILE = ".terraform.lock.hcl";

/** Where work folders are, below Towpath's data folder. */
export function workBase({ folders }: Pick<TerraformEngineParts, "folders">): string {
  return join(folders.data, "terraform", "work");
}

/** The engine as the platform has it. @throws {TerraformError} `engine-terraform/engine-options` */
export function engineOptions(
  name: string,
  { graph }: Target,
): { readonly engine: GraphEngine; readonly options: TerraformOptions; readonly place: Place } {
  const { place } = graph.environment.origin;
  const engine = graph.environment.engines.find((each) => each.name === name);
  if (engine) return { engine, options: terraformOptions(engine, place), place };
  throw new TerraformError({
    code: "engine-terraform/engine-options",
    message: `Environment ${graph.environment.name} has no engine "${name}" any more.`,
    place,
    hint: "What it made is on record. Put the engine back into the platform's environment to change it or to take it down.",
  });
}

/**
 * Opens a session, works in it, and leaves nothing of it: neither the root module nor a saved plan. A state that Terraform left in
 * the folder, because it could not write it, is rescued first.
 */
export async function inSession<T>(
  parts: TerraformEngineParts,
  request: SessionRequest,
  context: Context,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { share, mode } = request;
  const { target } = share;
  const { graph } = target;
  const { options, place: origin } = engineOptions(parts.name, target);
  const program = await findProgram(withWholePath(options, parts), context, origin);
  const base = workBase(parts);
  const stateKey = terraformStateKey(graph.service.name, graph.environment.name, parts.name);
  await takeUpKilled(base, stateKey, parts, context);
  const { data } = parts.folders;
  const served = options.backend
    ? undefined
    : await serveState({ store: target.state, key: stateKey, box: parts.secretBox, mode, context, data });
  try {
    for (const message of served?.notices ?? []) context.events({ type: "notice", message });
    const place = { data, key: stateKey };
    const unwritten = served ? undefined : await rescuedNewest(place);
    const isOnRescued = mode === "read" && unwritten !== undefined;
    const root = await rootOf(
      parts,
      request,
      isOnRescued ? "none" : options.backend ? "platform" : "loopback",
      context,
    );
    const of = planDigest(program, root, {
      targets: targetsOf(root, share),
      state: (await target.state.read(stateKey))?.version ?? "absent",
    });
    const held = mode === "write" ? await request.holder?.take(of) : undefined;
    const folder = held?.folder ?? (await openWorkFolder(base, context.clock));
    let isHeld = false;
    try {
      const rescueNow = () => rescue(folder, served, parts, context);
      const cache = pluginCache(parts, root.files.has(LOCK_FILE), context);
      const session = sessionIn(
        {
          ...{ program, options, root, folder, served, stateKey, cache },
          environment: graph.environment.name,
          rescue: rescueNow,
        },
        context,
        held?.plan,
      );
      if (!held) {
        await folder.write(root.files);
        if (isOnRescued && unwritten) await writeLocalState(folder.path, unwritten);
        const lock = root.files.has(LOCK_FILE) ? ["-lockfile=readonly"] : [];
        const init = ["init", "-input=false", "-no-color", "-json", ...lock];
        await cache.alone(() => session.run("init", init, { onMessage: announceFetched(context) }));
        if (unwritten && mode === "write") await pushRescued(session, place, context);
      }
      const result = await work(session);
      if (mode === "read" && request.holder && session.planned) {
        await request.holder.hold(of, { folder, plan: session.planned });
        isHeld = true;
      }
      return result;
    } finally {
      if (!isHeld) {
        await rescue(folder, served, parts, context);
        await folder.dispose();
      }
    }
  } finally {
    await served?.close();
  }
}

/** A program that the platform names by a path lies beside the platform's document. */
export function withWholePath(
  { program, version }: TerraformOptions,
  { platformFolder = "" }: Pick<TerraformEngineParts, "platformFolder">,
): Pick<TerraformOptions, "program" | "version"> {
  return { version, program: program?.startsWith(".") ? resolve(platformFolder, program) : program };
}

async function rootOf(
  parts: TerraformEngineParts,
  { share, imports, fresh }: SessionRequest,
  backend: Parameters<typeof rootModule>[0]["backend"],
  context: Context,
): Promise<RootModule> {
  const { graph } = share.target;
  return rootModule({
    graph,
    engine: parts.name,
    wanted: share.wanted,
    kept: await keptCalls(share.kept, parts.secretBox),
    moved: [...share.moved].map(([to, from]) => ({ from, to })),
    imports,
    outputs: context.outputs,
    secrets: context.secrets,
    generated: generatedSecrets(share.state, parts.secretBox, fresh, share.key),
    homeOf: parts.homeOf,
    platformFolder: parts.platformFolder,
    backend,
  });
}

interface SessionParts extends Omit<Session, "folder" | "planned" | "run" | "attempt" | "failureOf"> {
  readonly folder: WorkFolder;
  readonly environment: string;
  readonly cache: PluginCache;
}

/** What is reached over a network is said. */
function announceFetched({ events }: Context): (message: StreamMessage) => void {
  return (message) => {
    const [, what] =
      message.type === "log" ? (/^Installing provider version: (.+?)\.*$/.exec(message.message) ?? []) : [];
    if (what !== undefined) events({ type: "notice", message: `Terraform fetches the provider ${what}.` });
  };
}

function sessionIn(parts: SessionParts, context: Context, planned: TerraformPlan | undefined): Session {
  const { program, options, root, folder, served, environment, stateKey, cache, rescue: rescueNow } = parts;
  const variables = {
    ...childVariables(context.variables, options.variables),
    ...cache.variables,
    ...served?.variables,
    ...Object.fromEntries(Object.entries(root.variables).map(([name, secret]) => [`TF_VAR_${name}`, secret.reveal()])),
  };
  const secrets: readonly Secret[] = Object.values(root.variables);
  const attempt: Session["attempt"] = (args, { captures, onMessage, isAfterwards } = {}) => {
    const within = isAfterwards ? { ...context, signal: NEVER } : context;
    return runTerraform({
      program,
      folder: folder.path,
      args,
      variables,
      secrets,
      context: within,
      captures,
      onMessage,
    });
  };
  const why: Session["failureOf"] = (result, doing) => {
    const failure = served?.failure();
    return failure ?? failureOf(result, doing, root, environment);
  };
  return {
    program,
    options,
    root,
    folder: folder.path,
    served,
    stateKey,
    planned,
    attempt,
    rescue: rescueNow,
    failureOf: why,
    async run(doing, args, more = {}) {
      const result = await attempt(args, more);
      if (result.exitCode === 0) return result;
      if (result.isCancelled) context.signal.throwIfAborted();
      throw why(result, doing);
    },
  };
}

/**
 * What alone is planned, as Terraform takes it. What waits to be renamed is among it, for Terraform refuses a plan of some things
 * alone while others wait.
 */
export function targetsOf(root: Pick<RootModule, "labelOf">, { only, moved }: Share): readonly string[] {
  const addresses: Iterable<Address> = only ? new Set([...only, ...moved.keys(), ...moved.values()]) : [];
  return [...addresses].map((address) => `-target=module.${root.labelOf(address)}`);
}
