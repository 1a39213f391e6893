import { existsSync, readdirSync, realpathSync } from "node:fs";
import { basename, delimiter, dirname, isAbsolute, join } from "node:path";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { buildEnvironment } from "../processes/environment.ts";
import { runProgram } from "./run-program.ts";
import {
  compareReleases,
  PRODUCTS,
  PROGRAM_NAMES,
  type ProgramVersion,
  parseProgramVersion,
  type ServerKind,
} from "./server-product.ts";

/** A server program of this machine. */
export interface ServerProgram extends ProgramVersion {
  /** Absolute, links followed: on some systems `mysqld` is a link to `mariadbd`. */
  readonly file: string;
}

/** What looking for programs needs to know. */
export interface SearchContext {
  readonly folders: Pick<LocalFolders, "serverUser">;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** The only folders to look into, where PATH and the usual ones are not meant. Absolute. */
  readonly places?: readonly string[] | undefined;
}

/** Where servers are beside the folders in PATH: no system has all of these in everybody's PATH. */
const USUAL = [
  ...["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/usr/libexec", "/usr/local/mysql/bin"],
  ...["/opt/homebrew/bin", "/home/linuxbrew/.linuxbrew/bin", "/opt/local/bin", "/opt/local/sbin"],
];
/** Homebrew keeps some releases beside its PATH, each in a folder of its own: `mysql@8.4/bin`. */
const KEGS = ["/opt/homebrew/opt", "/usr/local/opt", "/home/linuxbrew/.linuxbrew/opt"];
const KEG = /^(mariadb|mysql|redis|valkey)(@[\d.]+)?$/;
const VERSION_LIMIT_MS = 20_000;

const asked = new Map<string, Promise<ProgramVersion | undefined>>();

/** Where npm puts programs of packages: of a repository, while one of its scripts runs. They are not the machine's. */
const OF_PACKAGES = /\/node_modules\/\.bin\/*$/;

/** The folders where programs are looked for, PATH first, each once. */
export function programFolders({ variables, places }: Pick<SearchContext, "variables" | "places">): readonly string[] {
  if (places) return places;
  const named = (variables["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => isAbsolute(folder) && !OF_PACKAGES.test(folder));
  return [...new Set([...named, ...USUAL, ...KEGS.flatMap(kegFolders)])];
}

/** The programs of one kind that this machine has, in the order of PATH. Asks each once for its version. */
export async function findServerPrograms(kind: ServerKind, context: SearchContext): Promise<readonly ServerProgram[]> {
  const files = PROGRAM_NAMES[kind].flatMap((name) => programsNamed(name, programFolders(context)));
  const each = new Map(files.toReversed().map((file) => [realpathSync(file), file])); // /bin may be /usr/bin
  const found = await Promise.all(
    [...each.values()].toReversed().map(async (file): Promise<readonly ServerProgram[]> => {
      const version = await versionOf(file, context);
      return version && PRODUCTS[version.product].kind === kind ? [{ ...version, file }] : [];
    }),
  );
  return found.flat();
}

/**
 * The program to run: of the product that is wanted where there is one, not too old, the first in PATH.
 *
 * @param product what made the data that is there, or what a version belongs to; any when undefined
 */
export function chooseProgram(
  programs: readonly ServerProgram[],
  product: ServerProgram["product"] | undefined,
): ServerProgram | undefined {
  const usable = programs.filter(({ product: is, version }) => compareReleases(version, PRODUCTS[is].oldest) >= 0);
  return usable.find((program) => program.product === product) ?? usable[0];
}

/** A tool that belongs to a program: beside it, or where programs are. */
export function findCompanion(program: string, names: readonly string[], context: SearchContext): string | undefined {
  const beside = dirname(program);
  const folders = [beside, join(beside, "..", "bin"), join(beside, "..", "scripts")];
  return names.flatMap((name) => programsNamed(name, [...folders, ...programFolders(context)]))[0];
}

function programsNamed(name: string, folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => {
    const file = join(folder, name);
    return existsSync(file) ? [realFile(file)] : [];
  });
}

/** A link may say which program it stands for by its name: only links between programs of our own names are followed. */
function realFile(file: string): string {
  const target = realpathSync(file);
  const known = Object.values(PROGRAM_NAMES).flat();
  return known.includes(basename(target)) ? target : file;
}

function versionOf(file: string, context: SearchContext): Promise<ProgramVersion | undefined> {
  const known = asked.get(file);
  if (known) return known;
  const answer = ask(file, context);
  asked.set(file, answer);
  answer.catch(() => asked.delete(file));
  return answer;
}

async function ask(file: string, { folders, variables, signal }: SearchContext): Promise<ProgramVersion | undefined> {
  const isDatabase = PROGRAM_NAMES.mysql.includes(basename(file));
  const program = {
    file,
    args: isDatabase ? ["--no-defaults", "--version"] : ["--version"],
    folder: "/",
    environment: { ...buildEnvironment(variables, {}), LC_ALL: "C" },
    ...folders.serverUser,
    timeoutMs: VERSION_LIMIT_MS,
  };
  try {
    const { output } = await runProgram(program, signal);
    return parseProgramVersion(output);
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined; // not for us to run
  }
}

function kegFolders(parent: string): readonly string[] {
  try {
    return readdirSync(parent)
      .filter((name) => KEG.test(name))
      .sort()
      .map((name) => join(parent, name, "bin"));
  } catch {
    return []; // no Homebrew there
  }
}
