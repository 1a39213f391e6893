// Running a driver through the kit
export { type ConformanceOptions, conformDriver } from "./conform-driver.ts";
export { describeConformance, type TestFramework } from "./describe-conformance.ts";
// What came of it
export {
  CHECKS,
  type Check,
  type CheckResult,
  type ConformanceReport,
  formatConformance,
} from "./report.ts";
// What is run
export type {
  ConformanceSetting,
  ConformanceSubject,
  ConformanceType,
  DataHooks,
  Disturbance,
  Example,
  ExampleChange,
  ExampleThing,
  SubjectModule,
} from "./subject.ts";
