import { LocalEngineError } from "../errors.ts";
import { newMarker } from "../processes/process-record.ts";
import type { ServerProgram } from "../programs/find-server-program.ts";
import { ensureServer, type RunningServer, type ServerContext, type ServerManual } from "../programs/machine-server.ts";
import { compareReleases, PRODUCTS } from "../programs/server-product.ts";
import { isAnsweringMysql } from "./mysql-admin.ts";
import { type MysqlInstance, readInstance, writeInstance } from "./mysql-instance.ts";
import { serverArguments } from "./mysql-programs.ts";

/** Its temporary tables, and what its log of changes grows by at once. */
const ROOM = 40_000_000;
const PATIENCE_MS = 110_000;

/**
 * The instance's running server: the one that runs, or one that is started. Its caller holds the instance's lock.
 *
 * @throws {LocalEngineError} `engine-local/server-not-started`, also where the data was served by a newer release
 */
export async function startInstance(
  instance: MysqlInstance,
  program: ServerProgram,
  context: ServerContext,
): Promise<RunningServer> {
  const record = (await readInstance(instance)) ?? { marker: newMarker(), version: program.version };
  const major = record.version.split(".").slice(0, 2).join(".");
  if (compareReleases(program.version, major) < 0) throw madeByNewer(instance, record.version, program);
  const manual: ServerManual = {
    title: `${PRODUCTS[program.product].title} ${program.version}`,
    log: instance.log,
    room: ROOM,
    patienceMs: PATIENCE_MS,
    program: (port) => ({ file: program.file, args: serverArguments(program, instance, port), folder: "/" }),
    answers: isAnsweringMysql,
    save: (server) => writeInstance(instance, { ...server, version: program.version }),
  };
  return ensureServer(record, manual, context);
}

function madeByNewer(instance: MysqlInstance, version: string, program: ServerProgram): LocalEngineError {
  const { title } = PRODUCTS[program.product];
  return new LocalEngineError({
    code: "engine-local/server-not-started",
    kind: "fault",
    message: `The data in ${instance.data} was served by ${title} ${version}, and this machine has ${program.version} now, which cannot read it.`,
    hint: `Install ${title} ${version} or later again. The data is left as it is.`,
  });
}
