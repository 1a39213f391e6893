import { compareText, type Files, isJsonObject } from "@towpath/core";
import { load } from "js-yaml";
import { type LoadedRepository, loadRepository } from "../repository/load-repository.ts";
import { filesOf } from "./example.ts";

const ROOT = "/repository";
/** Where the workflow of an example stands, below the repository's root. */
export const EXAMPLE_WORKFLOW = ".github/workflows/example.yml";

/** A repository of these files, by their path. */
export function repositoryOf(files: Readonly<Record<string, string>>): LoadedRepository {
  return loadRepository(ROOT, filesInMemory(files), ROOT);
}

/** The repository of an example: a workflow's text, an action's (`runs:`), or files by their path. */
export function exampleRepository(example: string): LoadedRepository {
  const value: unknown = load(example);
  if (isJsonObject(value) && (Object.hasOwn(value, "jobs") || Object.hasOwn(value, "on")))
    return repositoryOf({ [EXAMPLE_WORKFLOW]: example });
  if (isJsonObject(value) && Object.hasOwn(value, "runs")) return repositoryOf({ "action.yml": example });
  return repositoryOf(filesOf(example));
}

/** Files that are nowhere but here. */
function filesInMemory(files: Readonly<Record<string, string>>): Files {
  const all = new Map(Object.entries(files).map(([path, text]) => [`${ROOT}/${path}`, new TextEncoder().encode(text)]));
  const folders = new Map<string, Map<string, "file" | "folder">>();
  for (const path of all.keys()) {
    for (let [child, kind]: [string, "file" | "folder"] = [path, "file"]; child !== ROOT; kind = "folder") {
      const parent = child.slice(0, child.lastIndexOf("/"));
      const within = folders.get(parent) ?? new Map<string, "file" | "folder">();
      folders.set(parent, within.set(child.slice(parent.length + 1), kind));
      child = parent;
    }
  }
  const plain = (path: string) => path.replace(/\/$/, "");
  return {
    read: (path) => all.get(path),
    list(path) {
      const within = folders.get(plain(path));
      return within && [...within].map(([name, kind]) => ({ name, kind })).sort((a, b) => compareText(a.name, b.name));
    },
    realPath: (path) => (plain(path) === ROOT || all.has(path) || folders.has(plain(path)) ? plain(path) : undefined),
  };
}
