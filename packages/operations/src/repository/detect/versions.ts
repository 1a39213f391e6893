import type { Found } from "./evidence.ts";
import { lineAt } from "./evidence.ts";
import type { RepositoryFiles } from "./repository-files.ts";

/** The lowest version that a range allows, as it is written: `>=22.4 <25` gives `22.4`, `^20 || ^22` gives `22`. */
export function versionIn(range: string): string | undefined {
  const alternatives = range.split("||").flatMap((part) => /\d+(?:\.\d+){0,3}/.exec(part)?.[0] ?? []);
  return alternatives.at(-1);
}

/** Files of version managers, by the manifest's name for the tool. */
const VERSION_FILES: ReadonlyMap<string, readonly string[]> = new Map([
  ["node", [".nvmrc", ".node-version"]],
  ["python", [".python-version"]],
  ["java", [".java-version"]],
  ["go", [".go-version"]],
]);

/** What tools are called in a `.tool-versions` file. */
const MANAGED_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ["node", ["nodejs", "node"]],
  ["python", ["python"]],
  ["java", ["java"]],
  ["go", ["golang", "go"]],
  ["dotnet", ["dotnet", "dotnet-core"]],
]);

const NODE_LINES: ReadonlyMap<string, string> = new Map([
  ["hydrogen", "18"],
  ["iron", "20"],
  ["jod", "22"],
  ["krypton", "24"],
]);

/** A tool's version as a version manager's file pins it, in the service's folder or above it. */
export function pinnedVersion(repository: RepositoryFiles, tool: string): Found<string> | undefined {
  for (const folder of [".", ...repository.above]) {
    const inFolder = (name: string): string => (folder === "." ? name : `${folder}/${name}`);
    for (const name of VERSION_FILES.get(tool) ?? []) {
      const text = repository.text(inFolder(name))?.trim().split("\n", 1)[0] ?? "";
      const value = NODE_LINES.get(/^lts\/(\w+)$/.exec(text)?.[1] ?? "") ?? numbersOf(text);
      if (value) return { value, at: { file: inFolder(name), line: 1 } };
    }
    const managed = repository.text(inFolder(".tool-versions")) ?? "";
    for (const name of MANAGED_NAMES.get(tool) ?? []) {
      const match = new RegExp(`^${name}[ \\t]+(\\S+)`, "m").exec(managed);
      const value = numbersOf(match?.[1] ?? "");
      if (match && value)
        return { value, at: { file: inFolder(".tool-versions"), line: lineAt(managed, match.index) } };
    }
  }
  return undefined;
}

/** `v22.11.0` and `temurin-21.0.5+11` without what is no number. */
function numbersOf(text: string): string | undefined {
  return /^(?:v|[a-z]+-)?(\d+(?:\.\d+){0,3})/.exec(text)?.[1];
}

/** A text that is a version's number, or undefined: `21`, not `${java.version}`. */
export function numberOf(text: string): string | undefined {
  return /^\d+(?:\.\d+){0,3}$/.test(text) ? text : undefined;
}
