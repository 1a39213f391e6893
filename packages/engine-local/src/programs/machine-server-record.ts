import type { JsonObject } from "@towpath/core";
import { decodeProcess } from "../processes/process-record.ts";
import type { MachineServer } from "./machine-server.ts";

/** What was written down of a server; undefined for anything else. */
export function decodeMachineServer({ marker, port, process }: JsonObject): MachineServer | undefined {
  if (typeof marker !== "string") return undefined;
  return {
    marker,
    ...(typeof port === "number" ? { port } : {}),
    process: decodeProcess(process),
  };
}
