import { processesIn, type StartedProcess } from "../processes/processes-in.ts";
import { type LocalFolders, SERVERS_ELSEWHERE } from "./local-folders.ts";

/** Every process that Towpath started in these folders. What root's other data folders keep below the default one is not theirs. */
export function processesOf({ data, servers }: Pick<LocalFolders, "data" | "servers">): readonly StartedProcess[] {
  const found = new Map<number, StartedProcess>();
  for (const each of processesIn(data)) if (!isBelow(each.folder, SERVERS_ELSEWHERE)) found.set(each.pid, each);
  for (const each of processesIn(servers)) found.set(each.pid, each);
  return [...found.values()];
}

function isBelow(path: string, folder: string): boolean {
  return `${path}/`.startsWith(`${folder}/`);
}
