import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BuiltAction } from "./build-action.ts";
import { readmeExample } from "./readme-example.ts";

const WORKFLOW = ".github/workflows/towpath.yml";

/** The workflow of a README, to be run as whoever copies it would. */
export interface ReadmeWorkflow extends Disposable {
  /** To be committed. */
  readonly files: Readonly<Record<string, string>>;
  /** For `runWorkflow`: this repository as a workflow finds it has the actions that were named, and nothing else. */
  readonly run: { readonly workflow: string; readonly repositories: Readonly<Record<string, string>> };
}

/**
 * Gets the first workflow of an action's README ready.
 *
 * @param folder the action's
 * @param actions those that the workflow uses, by name
 * @throws {Error} where the README has none
 */
export function readmeWorkflow(folder: string, actions: Readonly<Record<string, BuiltAction>>): ReadmeWorkflow {
  const files = { [WORKFLOW]: readmeExample(folder) };
  const repository = realpathSync(mkdtempSync(join(tmpdir(), "towpath-actions-")));
  mkdirSync(join(repository, "actions"));
  for (const [name, built] of Object.entries(actions)) symlinkSync(built.folder, join(repository, "actions", name));
  return {
    files,
    run: { workflow: WORKFLOW, repositories: { "towpath/towpath": repository } },
    [Symbol.dispose]: () => rmSync(repository, { recursive: true, force: true }),
  };
}
