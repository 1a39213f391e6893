export type { CommitFacts } from "../blob-link.ts";
export type { CheckAnnotation } from "./check-annotation.ts";
export { type CheckRun, type CheckRunOptions, renderCheckRun } from "./check-run.ts";
