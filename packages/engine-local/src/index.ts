// Folders
export { claimFolder, type FolderChange, folderChange, fromElsewhere } from "./data-folder/claim-folder.ts";
export { type LocalFolders, localFolders } from "./data-folder/local-folders.ts";
export type { ServerUser } from "./data-folder/server-user.ts";
// Errors
export { LocalEngineError, type LocalEngineErrorCode } from "./errors.ts";
// The engine
export { type LocalEngineOptions, localEngine } from "./local-engine.ts";
// Servers
export {
  type ServiceOnMachine,
  type StoppedServer,
  type StoppedService,
  servicesOnRecord,
  stopAllServers,
  stopService,
  stopUnrecorded,
} from "./stop-everything.ts";
export { type ServerAfterDown, type StopServersRequest, stopServers } from "./stop-servers.ts";
// Workloads
export { type LocalWorkloadHostOptions, localWorkloadHost } from "./workload/local-workload-host.ts";
