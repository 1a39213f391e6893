import { statSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import type { Place } from "@towpath/core";
import type { Context } from "@towpath/provisioning";
import { TerraformError } from "../errors.ts";
import { askVersion } from "./ask-version.ts";
import type { Program } from "./program.ts";
import { compareVersions, meets, parseConstraint } from "./version-constraint.ts";

/** Write-only arguments, by which passwords stay out of the state, came with these releases of both. */
const OLDEST = "1.11.0";
const PRODUCTS = ["terraform", "tofu"] as const;
/** Where npm puts programs of packages: of a repository, while one of its scripts runs. They are not the machine's. */
const OF_PACKAGES = /[\\/]node_modules[\\/]\.bin[\\/]*$/;

/** What the platform says of the program. */
export interface ProgramOptions {
  /** `terraform`, `tofu`, or a path; where it is absent, the first of the two that is on the PATH and will do. */
  readonly program?: string | undefined;
  /** A constraint as Terraform writes them: `>= 1.11, < 2`. */
  readonly version?: string | undefined;
}

/**
 * Finds the program that carries modules out, and asks it for its version; once in a process while its file stays the same.
 *
 * @param place where the platform says which program it wants
 * @throws {TerraformError} `engine-terraform/program-missing`, `engine-terraform/program-too-old`, `engine-terraform/program-version`
 */
export async function findProgram(
  options: ProgramOptions,
  context: Pick<Context, "variables" | "signal" | "clock">,
  place?: Place,
): Promise<Program> {
  const paths = candidates(options, context.variables);
  if (paths.length === 0) throw missing(options, place);
  let first: TerraformError | undefined;
  for (const path of paths) {
    const answer = await askOnce(path, context);
    const refusal = "code" in answer ? withPlace(answer, place) : refusalOf(answer, options, place);
    if (!refusal && !("code" in answer)) return answer;
    first ??= refusal;
  }
  throw first ?? missing(options, place);
}

function candidates({ program }: ProgramOptions, variables: Context["variables"]): readonly string[] {
  if (program !== undefined && !PRODUCTS.some((name) => name === program)) {
    const path = resolve(program);
    return isFile(path) ? [path] : [];
  }
  return PRODUCTS.filter((name) => program === undefined || name === program).flatMap((name) =>
    onPath(name, variables),
  );
}

/** The first of a name, as a shell finds it; a folder that is relative is none, for it may be anybody's. */
function onPath(name: string, variables: Context["variables"]): readonly string[] {
  const isWindows = process.platform === "win32";
  const path = variables["PATH"] ?? (isWindows ? variables["Path"] : undefined) ?? "";
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder) && !OF_PACKAGES.test(folder));
  const file = isWindows ? `${name}.exe` : name;
  const found = folders.map((folder) => join(folder, file)).find(isFile);
  return found === undefined ? [] : [found];
}

function isFile(path: string): boolean {
  try {
    const stats = statSync(path);
    return stats.isFile() && (process.platform === "win32" || (stats.mode & 0o111) !== 0);
  } catch {
    return false;
  }
}

const asked = new Map<string, Program>();

async function askOnce(
  path: string,
  context: Pick<Context, "variables" | "signal">,
): Promise<Program | TerraformError> {
  const { mtimeMs, size } = statSync(path);
  const key = `${path}\0${mtimeMs}\0${size}`;
  const known = asked.get(key);
  if (known) return known;
  const answer = await askVersion(path, context);
  if (!("code" in answer)) asked.set(key, answer);
  return answer;
}

function refusalOf(program: Program, options: ProgramOptions, place: Place | undefined): TerraformError | undefined {
  const name = `${program.product === "tofu" ? "OpenTofu" : "Terraform"} ${program.version} (${program.path})`;
  if (compareVersions(program.version, OLDEST) < 0)
    return new TerraformError({
      code: "engine-terraform/program-too-old",
      message: `${name} is too old: Towpath needs 1.11 or later, whose write-only arguments keep passwords out of the state.`,
      hint: "Install a later release, or name another program in the engine's options (program: terraform, tofu or a path).",
      place,
    });
  if (options.version === undefined) return undefined;
  const constraint = parseConstraint(options.version);
  if (constraint && meets(program.version, constraint)) return undefined;
  return new TerraformError({
    code: "engine-terraform/program-version",
    message: constraint
      ? `${name} is not what the platform asks for: version ${options.version}.`
      : `The version ${JSON.stringify(options.version)} that the platform asks for is no constraint.`,
    hint: constraint
      ? "Install a release that it allows, or have the platform team change the engine's option version."
      : 'Write it as Terraform does: ">= 1.11, < 2" or "~> 1.11".',
    place,
  });
}

function missing({ program }: ProgramOptions, place: Place | undefined): TerraformError {
  const isNamed = program === undefined || PRODUCTS.some((name) => name === program);
  const what = program === undefined ? "Neither terraform nor tofu is" : isNamed ? `No ${program} is` : undefined;
  return new TerraformError({
    code: "engine-terraform/program-missing",
    message: what ? `${what} on the PATH.` : `There is no program ${resolve(program ?? "")} that may be run.`,
    hint: "Install Terraform or OpenTofu, 1.11 or later (in a workflow, with an action that sets it up), or name its path in the engine's option program.",
    place,
  });
}

function withPlace(error: TerraformError, place: Place | undefined): TerraformError {
  const { code, message, kind, hint, tail, cause } = error;
  return new TerraformError({ code, message, kind, hint, tail, cause, place });
}
