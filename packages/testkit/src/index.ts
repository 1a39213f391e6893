// Actions, as GitHub's runner runs them
export { type ActionMetadata, type DeclaredInput, readActionMetadata } from "./action-runner/action-metadata.ts";
export type { BuiltAction } from "./action-runner/build-action.ts";
export { parseCommandFile } from "./action-runner/command-file.ts";
export { readmeTokenPermissions } from "./action-runner/readme-example.ts";
export { type ReadmeWorkflow, readmeWorkflow } from "./action-runner/readme-workflow.ts";
export { type ActionEnding, type ActionStep, type Annotation, runAction } from "./action-runner/run-action.ts";
export type { RunnerEvent } from "./action-runner/runner-environment.ts";
export { SEALED_EXIT_CODE, sealedArguments } from "./action-runner/sealed.ts";
export { type ServiceWorkspace, serviceWorkspace, type WorkspaceSketch } from "./action-runner/service-workspace.ts";
export { type OutputReader, outputReader, type WorkflowCommand } from "./action-runner/workflow-command.ts";
// A second engine
export { type TestEngineParts, testEngine } from "./engine/test-engine.ts";
// Graphs and worlds for tests of engines
export {
  type GraphSketch,
  graphWith,
  type ResourceSketch,
  type SettingSketch,
  TEST_OUTPUTS,
  templateWith,
} from "./graphs/graph-with.ts";
// Hostile inputs
export {
  aliasBomb,
  circularAlias,
  deepMapping,
  deepNesting,
  type HostileDocument,
  hostileDocuments,
  hugeScalar,
  manyAliases,
  manyKeys,
  withByteOrderMark,
  withCarriageReturns,
} from "./hostile/documents.ts";
export { hostileFileNames } from "./hostile/file-names.ts";
export {
  bidirectional,
  type HostileString,
  hostileStrings,
  markdown,
  oddText,
  pathsOutside,
  prototypeKeys,
  shellWords,
  terminalEscapes,
  workflowCommands,
} from "./hostile/strings.ts";
// Keys that sign
export { pemKeyPair } from "./keys/pem-key-pair.ts";
// Platforms with drivers of their own
export { NOTE_DRIVERS, NOTE_TYPE, NOTES_ENGINE, notesPlatform } from "./platforms/notes-platform.ts";
export { type PlatformPackage, platformPackage } from "./platforms/platform-package.ts";
// Worlds for engines
export { type Fault, type Faults, orderableFaults } from "./worlds/faults.ts";
export { memoryStore } from "./worlds/memory-store.ts";
export { fileWorld, memoryWorld, type Thing, type World } from "./worlds/world.ts";
export { type WorldDriverOptions, worldDriver } from "./worlds/world-driver.ts";
