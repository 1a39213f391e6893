// Errors
export { LocalEngineError, type LocalEngineErrorCode } from "./errors.ts";
// Workloads
export { type LocalWorkloadHostOptions, localWorkloadHost } from "./workload/local-workload-host.ts";
