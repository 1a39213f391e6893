// How this machine fetches and where it keeps what it fetched, for what is fetched without a server.
export { type LocalFolders, localFolders } from "./data-folder/local-folders.ts";
export { removeLeftBehind } from "./data-folder/remove-left-behind.ts";
export { type Program, type ProgramResult, runProgram } from "./programs/run-program.ts";
export { findNpm, type NpmCommand, npmEnvironment } from "./server-packages/find-npm.ts";
