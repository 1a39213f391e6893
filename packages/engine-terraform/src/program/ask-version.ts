import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { isJsonObject } from "@towpath/core";
import type { Context } from "@towpath/provisioning";
import { TerraformError } from "../errors.ts";
import { childVariables } from "../process/child-variables.ts";
import { textOf } from "../process/diagnostic.ts";
import { cleaner } from "../process/tool-text.ts";
import type { Program } from "./program.ts";

const LIMIT_MS = 30_000;
const VERSION = /^v?(\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?)$/;
const FIRST_LINE = /^(Terraform|OpenTofu) v(\S+)\s*$/m;

/**
 * Asks a program what it is. `version -json` gives the version, under the same name for both products; which of the two it is
 * only the first line of `version` says, for OpenTofu is often called `terraform`.
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
  const [document, lines] = await Promise.all(
    [["version", "-json"], ["version"]].map((args) => run(path, args, childVariables(variables, []), signal)),
  );
  signal.throwIfAborted();
  const product = FIRST_LINE.exec(lines?.stdout ?? "")?.[1];
  const version = versionIn(document?.stdout ?? "") ?? FIRST_LINE.exec(lines?.stdout ?? "")?.[2];
  if (product !== undefined && version !== undefined && VERSION.test(version))
    return { path, product: product === "OpenTofu" ? "tofu" : "terraform", version: version.replace(/^v/, "") };
  const clean = cleaner((text) => text, 300);
  const said = [lines, document].flatMap((each) => (each ? [each.stderr, each.stdout, each.problem] : []));
  return new TerraformError({
    code: "engine-terraform/program-missing",
    message: `${path} does not say of itself that it is Terraform or OpenTofu.`,
    hint: `Run \`${path} version\` to see what it says, mend that, or name another program in the engine's option program.`,
    tail: said
      .flatMap((text) => clean(text).split("\n"))
      .filter((line) => line.trim() !== "")
      .slice(0, 8),
  });
}

function versionIn(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? textOf(value, "terraform_version") : undefined;
  } catch {
    return undefined;
  }
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
