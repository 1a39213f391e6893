import { relative, resolve, sep } from "node:path";
import type { Effects } from "@towpath/core";
import { repositoryRoot } from "../repository/repository-root.ts";

/** What files are called from the root of the repository, wherever in it somebody is, by what places call them. */
export function filesFromRoot({ files, folder }: Pick<Effects, "files" | "folder">): (file: string) => string {
  const root = repositoryRoot(folder, files) ?? folder;
  return (file) => relative(root, resolve(folder, file)).split(sep).join("/");
}
