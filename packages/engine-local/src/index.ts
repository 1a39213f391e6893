// The engine

export { type LocalEngineOptions, localDrivers, localEngine } from "./local-engine.ts";

// Folders

export {
  claimFolder,
  type FolderChange,
  folderChange,
  folderIdentity,
  fromElsewhere,
} from "./data-folder/claim-folder.ts";
export { type LocalFolders, localFolders } from "./data-folder/local-folders.ts";
export type { ServerUser } from "./data-folder/server-user.ts";

// Servers

export { type ServerHere, serversHere, type WorkloadOnRecord, workloadsOnRecord } from "./machine-overview.ts";
export { listServers } from "./servers/list-servers.ts";
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

// Builds and tests

export { endAbandonedCommands, runnerVariables } from "./processes/abandoned-commands.ts";

// The doctor

export type { Ailment, AilmentCode } from "./doctor/ailment.ts";
export { examineFolder, type FolderReport, type Look } from "./doctor/examine-folder.ts";
export type { Program } from "./doctor/programs.ts";
export type { Usage } from "./doctor/usage.ts";

// Errors

export { LocalEngineError, type LocalEngineErrorCode } from "./errors.ts";
