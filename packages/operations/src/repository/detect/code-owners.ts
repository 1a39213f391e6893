import type { Found } from "./evidence.ts";
import type { RepositoryFiles } from "./repository-files.ts";

const FILES = ["CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS"];

/**
 * The owners of the service's folder, `@acme/checkout` or `@anna`: the last line that matches wins, as GitHub has it
 * (https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners).
 * Only lines for everything and for folders that hold the service's are understood.
 */
export function codeOwners(repository: RepositoryFiles): readonly Found<string>[] {
  for (const folder of [".", ...repository.above]) {
    for (const name of FILES) {
      const file = folder === "." ? name : `${folder}/${name}`;
      const text = repository.text(file);
      if (text === undefined) continue;
      const depth = folder === "." ? 0 : folder.split("/").length;
      const below = depth === 0 ? "" : repository.folder.split(/[\\/]/).slice(-depth).join("/");
      const lines = text
        .split("\n")
        .map((line, index) => ({ words: line.replace(/#.*$/, "").trim().split(/\s+/), line: index + 1 }));
      const owning = lines
        .filter(({ words: [pattern = "", ...owners] }) => owners.length > 0 && covers(pattern, below))
        .at(-1);
      if (!owning) return [];
      return owning.words
        .slice(1, 20)
        .flatMap((value) => (value.startsWith("@") ? [{ value, at: { file, line: owning.line } }] : []));
    }
  }
  return [];
}

function covers(pattern: string, folder: string): boolean {
  if (/^\/?\*{1,2}$/.test(pattern) || pattern === "/") return true;
  const path = pattern.replace(/^\//, "").replace(/\/\*{0,2}$/, "");
  return path !== "" && (folder === path || folder.startsWith(`${path}/`));
}
