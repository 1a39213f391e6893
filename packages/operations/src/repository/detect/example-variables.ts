import type { Found } from "./evidence.ts";
import type { RepositoryFiles } from "./repository-files.ts";

const FILES = [".env.example", ".env.sample", ".env.template", ".env.dist", "env.example", "example.env"];

/** The names of variables that an example of an `.env` file lists. Values are never taken, not even from an example. */
export function exampleVariables(repository: RepositoryFiles): readonly Found<string>[] {
  for (const file of FILES) {
    const text = repository.text(file);
    if (text === undefined) continue;
    return text
      .split("\n")
      .slice(0, 500)
      .flatMap((line, index) => {
        const name = /^\s{0,8}(?:export\s{1,4})?([A-Za-z_]\w{0,80})\s{0,4}=/.exec(line)?.[1];
        return name ? [{ value: name, at: { file, line: index + 1 } }] : [];
      });
  }
  return [];
}
