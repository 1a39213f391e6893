import { resolve } from "node:path";
import { type LoadedRepository, loadRepository } from "../repository/load-repository.ts";
import { filesInMemory } from "../scene/files-in-memory.ts";
import { SCENE_FILES } from "../scene/scene.ts";

const ROOT = resolve("/repository");
/** Where the workflow of an example stands, below the repository's root. */
export const EXAMPLE_WORKFLOW = SCENE_FILES.workflow;

/** A repository of these files, by their path. */
export function repositoryOf(files: Readonly<Record<string, string>>): LoadedRepository {
  return loadRepository(ROOT, filesInMemory(ROOT, new Map(Object.entries(files))), ROOT);
}
