import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "@towpath/core";
import type { RunningProvider } from "@towpath/testkit/terraform";
import { readPlan } from "../read-plan.ts";
import type { TerraformPlan } from "../terraform-plan.ts";

/** A root module with the one module `db`, for the real program. */
export interface RealRoot {
  /** Writes the module's `main.tf`, and its call. */
  write(module: string, inputs: JsonObject, root?: JsonObject): void;
  /** The plan, as it is read, and its JSON. */
  plan(...args: readonly string[]): Promise<{ readonly text: string; readonly plan: TerraformPlan }>;
  /** Applies what was planned last. */
  apply(): Promise<void>;
  run(...args: readonly string[]): Promise<string>;
  [Symbol.dispose](): void;
}

/**
 * A root in a folder of its own, whose state says whose it is.
 *
 * @param needs the source of the provider that the module needs
 */
export function realRoot(program: string, provider: RunningProvider, needs = "towpath/memory"): RealRoot {
  const path = mkdtempSync(join(tmpdir(), "towpath-plan-"));
  const env = { ...process.env, ...provider.variables, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_INPUT: "0" };
  const run = (...args: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      execFile(program, args, { cwd: path, env, maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
        if (error) reject(new Error(stdout + stderr));
        else resolve(stdout);
      });
    });
  let isInitialized = false;
  return {
    run,
    write(module, inputs, root = {}) {
      mkdirSync(join(path, "db"), { recursive: true });
      const name = needs.slice(needs.indexOf("/") + 1);
      const head = `terraform {\n  required_providers {\n    ${name} = { source = "${needs}" }\n  }\n}\n`;
      writeFileSync(join(path, "db/main.tf"), `${head}${module}`);
      const towpath = { value: { service: "orders", environment: "dev", engine: "azure" } };
      const { output, ...rest } = root;
      const outputs = typeof output === "object" && output !== null ? output : {};
      const document = { module: { db: { source: "./db", ...inputs } }, output: { towpath, ...outputs }, ...rest };
      writeFileSync(join(path, "main.tf.json"), JSON.stringify(document));
    },
    async plan(...args) {
      if (!isInitialized) await run("init", "-no-color");
      isInitialized = true;
      await run("plan", "-no-color", "-out=plan", ...args);
      const text = await run("show", "-json", "plan");
      return { text, plan: readPlan(text) };
    },
    async apply() {
      await run("apply", "-no-color", "plan");
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
