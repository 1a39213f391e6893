import type { RepositoryFiles } from "../../../repository/index.ts";
import type { Drift, Ecosystem } from "./ecosystem.ts";
import { type Line, linesOf } from "./lines.ts";

/** https://packaging.python.org/en/latest/specifications/pyproject-toml/ */
export const python: Ecosystem = {
  name: "Python",
  manifest: "pyproject.toml",
  locks: ["uv.lock", "poetry.lock", "pdm.lock", "pylock.toml"],
  command: "uv lock (or poetry lock, pdm lock)",
  dependabot: ["pip", "uv"],
  needsLock: (files, manifest) => requirementsIn(files, manifest).length > 0,
  drift(files, manifest, lock) {
    const locked = new Set(
      [...(files.text(lock) ?? "").matchAll(/^name = "([^"\n]{1,200})"/gm)].map(([, name = ""]) => alike(name)),
    );
    return requirementsIn(files, manifest).flatMap(({ name, wanted, line }): readonly Drift[] =>
      locked.has(alike(name)) ? [] : [{ dependency: name, wanted, locked: undefined, place: line.place }],
    );
  },
};

interface Requirement {
  readonly name: string;
  readonly wanted: string;
  readonly line: Line;
}

/** The texts of `project.dependencies`, and the keys of Poetry's table of dependencies. */
function requirementsIn(files: RepositoryFiles, manifest: string): readonly Requirement[] {
  const found: Requirement[] = [];
  let table = "";
  let isInList = false;
  for (const line of linesOf(files, manifest)) {
    const text = line.text.trim();
    if (!isInList) {
      const named = /^\[+([^\]\n]{1,300})\]+$/.exec(text)?.[1];
      if (named !== undefined) {
        table = named.trim();
        continue;
      }
      if (table === "tool.poetry.dependencies") {
        const [, name = "", value = ""] = /^["']?([\w.-]{1,200})["']?\s*=\s*(.{0,500})/.exec(text) ?? [];
        if (name !== "" && name !== "python") found.push({ name, wanted: value.replaceAll(/["']/g, ""), line });
        continue;
      }
      isInList = table === "project" && /^dependencies\s*=\s*\[/.test(text);
      if (!isInList) continue;
    }
    for (const [, , requirement = ""] of text.replace(/^dependencies\s*=\s*/, "").matchAll(/(["'])([^"']{1,500})\1/g)) {
      const [, name = "", wanted = ""] =
        /^([A-Za-z0-9._-]{1,200})\s*(?:\[[^\]]*\])?\s*([^;@]*)/.exec(requirement) ?? [];
      if (name !== "") found.push({ name, wanted: wanted.trim(), line });
    }
    isInList = !/\]\s*,?\s*(?:#.*)?$/.test(text.replaceAll(/(["']).*?\1/g, ""));
  }
  return found;
}

/** Names are the same whatever stands between their words. PEP 503. */
function alike(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, "-");
}
