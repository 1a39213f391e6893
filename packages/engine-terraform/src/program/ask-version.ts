import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import type { Context } from "@towpath/provisioning";
import { TerraformError } from "../errors.ts";
import { childVariables } from "../process/child-variables.ts";
import { cleaner } from "../process/tool-text.ts";
import type { Program } from "./program.ts";

const LIMIT_MS = 30_000;
const FIRST_LINE = /^(Terraform|OpenTofu) v(\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?)\s*$/m;

/**
 * Asks a program what it is, by the first line of `version`: it alone says which of the two it is, for OpenTofu is often called
 * `terraform`, and `version -json` of both says `terraform_version`.
 *
 * https://developer.hashicorp.com/terraform/cli/commands/version, https://opentofu.org/docs/cli/commands/version
 *
 * @returns the error where it is neither of the two, or cannot be run
 * @throws the signal's reason when it aborts
 */
export async function askVersion(
  path: string,
  { variables, signal }: Pick<Context, "variables" | "signal">,
): Promise<Program | TerraformError> {
  const { stdout, stderr, problem } = await run(path, ["version"], childVariables(variables, []), signal);
  signal.throwIfAborted();
  const [, product, version] = FIRST_LINE.exec(stdout) ?? [];
  if (product !== undefined && version !== undefined)
    return { path, product: product === "OpenTofu" ? "tofu" : "terraform", version };
  const clean = cleaner((text) => text, 300);
  return new TerraformError({
    code: "engine-terraform/program-missing",
    message: `${path} does not say of itself that it is Terraform or OpenTofu.`,
    hint: `Run \`${path} version\` to see what it says, mend that, or name another program in the engine's option program.`,
    tail: [stderr, stdout, problem]
      .flatMap((text) => clean(text).split("\n"))
      .filter((line) => line.trim() !== "")
      .slice(0, 8),
  });
}

interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly problem: string;
}

function run(path: string, args: readonly string[], env: Record<string, string>, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(
      path,
      args,
      { cwd: tmpdir(), env, signal, timeout: LIMIT_MS, killSignal: "SIGKILL", maxBuffer: 1_000_000 },
      (error, stdout, stderr) => resolve({ stdout, stderr, problem: error ? error.message : "" }),
    );
  });
}
