import type { LocalFolders } from "../data-folder/local-folders.ts";
import { LocalEngineError } from "../errors.ts";
import { buildEnvironment } from "../processes/environment.ts";
import { findCompanion, type SearchContext, type ServerProgram } from "../programs/find-server-program.ts";
import { installLine, thisSystem } from "../programs/install-line.ts";
import { type ProgramResult, runProgram } from "../programs/run-program.ts";
import type { MysqlInstance } from "./mysql-instance.ts";

const LIMIT_MS = 120_000;
/** Of MariaDB, so that no start has to change the size that the data was made with. */
const LOG_SIZE = "--innodb-log-file-size=32M";

/** What holds for every run of a server's program: no file of the machine is read, and everything is on the disk. */
const ALWAYS = ["--no-defaults"];

/** Nothing but loopback; a socket inside its own folder, which may have any length; no files of the clients' own choice. */
export function serverArguments(
  program: Pick<ServerProgram, "product">,
  instance: MysqlInstance,
  port: number,
): readonly string[] {
  const places = [`--datadir=${instance.data}`, "--socket=server.sock", "--pid-file=server.pid"];
  const network = [`--port=${port}`, "--bind-address=127.0.0.1", "--skip-name-resolve"];
  const settings = ["--character-set-server=utf8mb4", "--max-connections=300", "--performance-schema=OFF"];
  const safety = ["--skip-log-bin", "--innodb-flush-log-at-trx-commit=1", "--innodb-buffer-pool-size=64M"];
  const own = program.product === "mysql" ? ["--mysqlx=OFF"] : [LOG_SIZE, "--log-warnings=1"];
  return [...ALWAYS, ...places, ...network, ...settings, ...safety, ...own];
}

/**
 * The program that makes the tables of an empty MariaDB.
 *
 * @throws {LocalEngineError} `engine-local/program-missing` where the server came without it
 */
export function mariadbInstaller(program: ServerProgram, context: SearchContext): string {
  const found = findCompanion(program.file, ["mariadb-install-db", "mysql_install_db"], context);
  if (found) return found;
  throw new LocalEngineError({
    code: "engine-local/program-missing",
    kind: "fault",
    message: `MariaDB is here (${program.file}) without mariadb-install-db, which prepares its data.`,
    hint: installLine(["mysql"], thisSystem()),
  });
}

/** Arguments of {@link mariadbInstaller}: no test database, nothing that asks the network for names. */
export function installArguments(data: string): readonly string[] {
  const users = ["--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"];
  return [...ALWAYS, `--datadir=${data}`, ...users, "--skip-log-bin", LOG_SIZE];
}

/** Arguments of MariaDB for carrying out statements from its input, without a network and without users. */
export function bootstrapArguments(data: string): readonly string[] {
  return [...ALWAYS, "--bootstrap", `--datadir=${data}`, "--skip-log-bin", LOG_SIZE];
}

/** Arguments of MySQL for making its data with the statements of a file. */
export function initializeArguments(data: string, statements: string): readonly string[] {
  return [...ALWAYS, "--initialize-insecure", `--datadir=${data}`, `--init-file=${statements}`];
}

/** Runs one of them to its end, as whom servers run as, in a folder that this account can enter. */
export function runMysqlProgram(
  file: string,
  args: readonly string[],
  context: SearchContext & { readonly folders: LocalFolders },
  input?: string,
): Promise<ProgramResult> {
  const { folders, signal, variables } = context;
  const environment = { ...buildEnvironment(variables, {}), LC_ALL: "C", TZ: "UTC" };
  return runProgram(
    { file, args, folder: "/", environment, input, ...folders.serverUser, timeoutMs: LIMIT_MS },
    signal,
  );
}
