import { resolve } from "node:path";
import { type LoadedRepository, loadRepository } from "../repository/load-repository.ts";
import { filesInMemory } from "../scene/files-in-memory.ts";

const ROOT = resolve("/repository");

/** A repository of these files, by their path. */
export function repositoryOf(files: Readonly<Record<string, string>>): LoadedRepository {
  return loadRepository(ROOT, filesInMemory(ROOT, new Map(Object.entries(files))), ROOT);
}
