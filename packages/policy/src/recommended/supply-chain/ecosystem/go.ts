import type { RepositoryFiles } from "../../../repository/index.ts";
import { folderOf, foldersUp, within } from "../../repository-paths.ts";
import type { Drift, Ecosystem } from "./ecosystem.ts";
import { type Line, linesOf } from "./lines.ts";

/** https://go.dev/ref/mod#go-mod-file, https://go.dev/ref/mod#go-sum-files */
export const go: Ecosystem = {
  name: "Go",
  manifest: "go.mod",
  locks: ["go.sum"],
  command: "go mod tidy",
  dependabot: ["gomod"],
  needsLock: (files, manifest) => requirementsIn(files, manifest).length > 0,
  drift(files, manifest, lock) {
    const ofWorkspace = foldersUp(folderOf(lock)).map((folder) => within(folder, "go.work.sum"));
    const texts = [lock, ...ofWorkspace].map((path) => files.text(path) ?? "");
    const lines = texts.flatMap((text) => text.split(/\r?\n/)).map((line) => line.split(" ", 2));
    const sums = new Set(lines.map((words) => words.join(" ")));
    const versions = new Map(lines.map(([module = "", version = ""]) => [module, version]));
    return requirementsIn(files, manifest).flatMap(({ module, version, line }): readonly Drift[] => {
      if (sums.has(`${module} ${version}/go.mod`) || sums.has(`${module} ${version}`)) return [];
      const locked = versions.get(module)?.replace(/\/go\.mod$/, "");
      return [{ dependency: module, wanted: version, locked, place: line.place }];
    });
  },
};

interface Requirement {
  readonly module: string;
  readonly version: string;
  readonly line: Line;
}

/** The modules that are required and not replaced by something else. */
function requirementsIn(files: RepositoryFiles, manifest: string): readonly Requirement[] {
  const required: Requirement[] = [];
  const replaced = new Set<string>();
  let block: string | undefined;
  for (const line of linesOf(files, manifest)) {
    const words = line.text
      .replace(/\/\/.*$/, "")
      .trim()
      .split(/\s+/);
    const [first = ""] = words;
    if (first === ")") block = undefined;
    else if (words[1] === "(") block = first;
    else {
      const directive = block ?? first;
      const [module = "", version = ""] = block === undefined ? words.slice(1) : words;
      if (directive === "replace") replaced.add(module);
      if (directive === "require" && version.startsWith("v")) required.push({ module, version, line });
    }
  }
  return required.filter(({ module }) => !replaced.has(module));
}
