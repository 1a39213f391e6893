// The catalogue

export { type PackContent, packHtml } from "../pack/pack-html.ts";
export { changeFolder, populationCsv } from "../pack/population.ts";
// What it is held against
export {
  type Change,
  type ControlFacts,
  type RecordedStatement,
  type Running,
  type RunningDigest,
  saidIn,
} from "./change.ts";
export {
  type ChangeVerdict,
  type ComplianceReport,
  type ComplyRequest,
  type ControlState,
  type ControlVerdict,
  comply,
  type Lapse,
} from "./comply.ts";
export type {
  Catalogue,
  Control,
  ControlPredicate,
  ControlReference,
  ControlWaiver,
  Requirement,
} from "./control.ts";
export { builtInControls, type ControlsFile, type LoadedControls, loadControls } from "./load-controls.ts";
// What people read
export { renderHtml, summaryOf } from "./report-html.ts";
