import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "@towpath/core";
import type { RunningProvider } from "../start-provider.ts";

/** What terraform said. */
export interface TerraformRun {
  readonly code: number;
  readonly text: string;
  readonly stdout: string;
}

/** A root module in a folder of its own, for the real program. */
export interface TerraformFolder {
  readonly path: string;
  /** Writes `main.tf.json` anew. */
  write(root: JsonObject): void;
  run(...args: readonly string[]): Promise<TerraformRun>;
  /** Plans, and reads the plan as JSON; code 2 where it changes something. */
  plan(...args: readonly string[]): Promise<TerraformRun & { readonly json: PlanJson }>;
  [Symbol.dispose](): void;
}

/** What tests read of `terraform show -json`. */
export interface PlanJson {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly change: {
      readonly actions: readonly string[];
      readonly before: JsonObject | null;
      readonly after: JsonObject | null;
      readonly after_unknown: JsonObject;
      readonly replace_paths?: readonly (readonly string[])[];
    };
  }[];
  readonly resource_drift?: readonly { readonly address: string }[];
  readonly planned_values: { readonly outputs?: Readonly<Record<string, { readonly value?: unknown }>> };
}

/** A folder for the program at the path, attached to the provider. */
export function terraformFolder(program: string, provider: RunningProvider): TerraformFolder {
  const path = mkdtempSync(join(tmpdir(), "towpath-terraform-"));
  const env = { ...process.env, ...provider.variables, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_INPUT: "0" };
  const run = (...args: readonly string[]): Promise<TerraformRun> =>
    new Promise((resolve) => {
      const options = { cwd: path, env, maxBuffer: 256 * 1024 * 1024 };
      execFile(program, args, options, (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === "number" ? error.code : error ? 1 : 0, text: stdout + stderr, stdout });
      });
    });
  return {
    path,
    write: (root) => writeFileSync(join(path, "main.tf.json"), JSON.stringify(root)),
    run,
    plan: async (...args) => {
      const planned = await run("plan", "-no-color", "-detailed-exitcode", "-out=plan", ...args);
      if (planned.code === 1) throw new Error(planned.text);
      const shown = await run("show", "-json", "plan");
      return { ...planned, json: JSON.parse(shown.stdout) };
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
