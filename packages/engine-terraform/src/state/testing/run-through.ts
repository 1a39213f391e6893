import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "@towpath/core";
import type { Context } from "@towpath/provisioning";
import { childVariables } from "../../process/child-variables.ts";
import { type RunResult, runTerraform } from "../../process/run-terraform.ts";
import { findProgram } from "../../program/find-program.ts";
import { type ProgressLog, progressLog } from "../progress-log.ts";
import type { ServedState, ServeRequest } from "../serve-state.ts";

/** A root module of things, whose state is served, and that says whose it is. */
export function rootOf(resource: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    terraform: { backend: { http: {} }, required_providers: { memory: { source: "towpath/memory" } } },
    resource,
    output: { towpath: { value: { service: "orders", environment: "dev", engine: "cloud" } } },
    ...more,
  };
}

/** Terraform in a folder of its own, as an engine drives it. */
export interface Through {
  readonly folder: string;
  write(root: JsonObject): Promise<void>;
  run(served: ServedState | undefined, ...args: string[]): Promise<RunResult>;
  /** Initialises, plans, and applies, noting what is made; stops at the first that fails. */
  apply(served: ServedState): Promise<RunResult>;
}

/** Makes the folder. @param parts of the state; what is noted goes into its store */
export async function through(
  folder: string,
  { store, key, context, patienceMs }: Pick<ServeRequest, "store" | "key" | "context" | "patienceMs">,
  variables: Readonly<Record<string, string>> = {},
): Promise<Through> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { env } = process;
  const whole: Pick<Context, "clock" | "signal" | "events" | "variables"> = {
    ...context,
    events: () => undefined,
    variables: env,
  };
  const program = await findProgram({}, whole);
  const run = (served: ServedState | undefined, args: readonly string[], log?: ProgressLog) =>
    runTerraform({
      program,
      folder,
      args,
      variables: { ...childVariables(env, []), ...variables, ...served?.variables },
      secrets: [],
      context: whole,
      onMessage: (message) => {
        if (message.type !== "apply_start" && message.type !== "apply_complete") return;
        if (message.action !== "create") return;
        const { address } = message.resource;
        if (message.type === "apply_start") log?.begin(address);
        else if (message.id) log?.note({ to: address, id: message.id.value });
      },
    });
  return {
    folder,
    write: (root) => writeFile(join(folder, "main.tf.json"), JSON.stringify(root)),
    run: (served, ...args) => run(served, args),
    async apply(served) {
      const init = await run(served, ["init", "-input=false", "-json"]);
      if (init.exitCode !== 0) return init;
      const plan = await run(served, ["plan", "-lock=false", "-input=false", "-json", "-out=plan"]);
      if (plan.exitCode !== 0) return plan;
      const log = progressLog(store, key, context, patienceMs);
      const applied = await run(served, ["apply", "-input=false", "-json", "plan"], log);
      await log.flush();
      return applied;
    },
  };
}
