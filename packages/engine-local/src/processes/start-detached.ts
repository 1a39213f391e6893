import { spawn } from "node:child_process";
import { once } from "node:events";
import { close, open } from "node:fs";
import { promisify } from "node:util";
import { type Clock, errorMessage, nodeClock } from "@towpath/core";
import { LocalEngineError } from "../errors.ts";
import { buildEnvironment } from "./environment.ts";
import { newMarker, type ProcessRecord } from "./process-record.ts";
import { MARKER_VARIABLE, startTokenOf } from "./process-table.ts";

/** A program that goes on when the command that started it has ended. */
export interface DetachedProcess {
  readonly file: string;
  readonly args: readonly string[];
  /** Where it runs. Absolute. */
  readonly folder: string;
  /** Its variables, beside the few that every program gets. */
  readonly variables: Readonly<Record<string, string>>;
  /** Both of its outputs are added to this file, which only this user can read. Absolute. */
  readonly logFile: string;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** From {@link newMarker} where it was written down before; a new one otherwise. */
  readonly marker?: string | undefined;
  /** Where PATH, HOME and the like are taken from; this process's own environment when absent. */
  readonly base?: Readonly<Record<string, string | undefined>> | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Starts a program in a session and process group of its own, its input closed, its output in a file.
 *
 * The record is made before this returns to the event loop, so that it is true even for a program that ends at once.
 *
 * @throws {LocalEngineError} `engine-local/process-not-started` where there is no such program, folder or log file
 */
export async function startDetached(program: DetachedProcess): Promise<ProcessRecord> {
  const { file, args, folder, logFile, uid, gid, clock = nodeClock, marker = newMarker() } = program;
  const notStarted = (cause: unknown) =>
    new LocalEngineError({
      code: "engine-local/process-not-started",
      kind: "fault",
      message: `${file} could not be started in ${folder}: ${errorMessage(cause)}.`,
      hint: `See that the program and the folder exist, that they may be used, and that ${logFile} can be written.`,
      cause,
    });

  const env = buildEnvironment(program.base ?? process.env, { ...program.variables, [MARKER_VARIABLE]: marker });
  const log = await promisify(open)(logFile, "a", 0o600).catch((cause: unknown) => {
    throw notStarted(cause);
  });
  try {
    const child = spawn(file, args, {
      cwd: folder,
      env,
      detached: true,
      stdio: ["ignore", log, log],
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
    const startToken = child.pid === undefined ? undefined : startTokenOf(child.pid);
    await once(child, "spawn");
    child.unref();
    child.on("error", () => {}); // a signal that cannot be sent; whoever sends one looks for itself
    return {
      pid: child.pid ?? 0,
      startedAt: clock.now().toISOString(),
      startToken: startToken ?? "ended at once",
      marker,
    };
  } catch (cause) {
    throw notStarted(cause);
  } finally {
    await promisify(close)(log);
  }
}
