import { isJsonObject, type JsonObject } from "@towpath/core";
import type { MachineServer } from "./machine-server.ts";

/** What was written down of a server; undefined for anything else. */
export function decodeMachineServer({ marker, port, process }: JsonObject): MachineServer | undefined {
  if (typeof marker !== "string") return undefined;
  return {
    marker,
    ...(typeof port === "number" ? { port } : {}),
    process: process !== undefined && isJsonObject(process) ? decodeProcess(process) : undefined,
  };
}

function decodeProcess({ pid, startedAt, startToken, marker }: JsonObject): MachineServer["process"] {
  if (typeof pid !== "number" || typeof startedAt !== "string" || typeof startToken !== "string") return undefined;
  return { pid, startedAt, startToken, ...(typeof marker === "string" ? { marker } : {}) };
}
