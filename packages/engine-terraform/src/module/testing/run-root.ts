import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { JsonObject } from "@towpath/core";
import { onTestFinished } from "vitest";
import type { RootModule } from "../root-module.ts";

/** A root module on the disk, with Terraform in it. */
export interface RunningRoot {
  readonly folder: string;
  /** What it printed. @throws with what it printed, too */
  run(...args: readonly string[]): string;
  /** What it printed, however it ended. */
  tried(...args: readonly string[]): string;
  /** The values of the root's outputs after an apply. */
  apply(): JsonObject;
}

/** Writes a root module to a folder that goes away with the test, and initialises it. */
export function runningRoot(program: string, root: Pick<RootModule, "files" | "variables">): RunningRoot {
  const folder = mkdtempSync(join(tmpdir(), "towpath-root-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, bytes] of root.files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  const secrets = Object.entries(root.variables).map(([name, secret]) => [`TF_VAR_${name}`, secret.reveal()]);
  const env = {
    PATH: process.env["PATH"],
    HOME: folder,
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
    ...Object.fromEntries(secrets),
  };
  const run: RunningRoot["run"] = (...args) => {
    try {
      return execFileSync(program, args, { cwd: folder, env, encoding: "utf8", maxBuffer: 1 << 28, stdio: "pipe" });
    } catch (error) {
      const stderr = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
      throw new Error(`terraform ${args.join(" ")}: ${stderr.slice(0, 4_000)}`);
    }
  };
  run("init", "-no-color");
  return {
    folder,
    run,
    tried: (...args) => spawnSync(program, args, { cwd: folder, env, encoding: "utf8" }).stdout,
    apply: () => {
      run("apply", "-auto-approve", "-no-color");
      const outputs: Readonly<Record<string, { readonly value: JsonObject[string] }>> = JSON.parse(
        run("output", "-json"),
      );
      return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
    },
  };
}
