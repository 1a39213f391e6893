import type { Place } from "@towpath/core";
import type { RepositoryFiles } from "../../../repository/index.ts";
import type { Drift, Ecosystem } from "./ecosystem.ts";
import { linesOf } from "./lines.ts";

/** https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html */
export const cargo: Ecosystem = {
  name: "Cargo",
  manifest: "Cargo.toml",
  locks: ["Cargo.lock"],
  command: "cargo update --workspace",
  dependabot: ["cargo"],
  needsLock: (files, manifest) => cratesIn(files, manifest).length > 0,
  drift(files, manifest, lock) {
    const locked = new Set(
      [...(files.text(lock) ?? "").matchAll(/^name = "([^"\n]{1,200})"/gm)].map(([, name = ""]) => alike(name)),
    );
    return cratesIn(files, manifest).flatMap(({ crate, wanted, place }): readonly Drift[] =>
      locked.has(alike(crate)) ? [] : [{ dependency: crate, wanted, locked: undefined, place }],
    );
  },
};

interface Crate {
  readonly crate: string;
  readonly wanted: string;
  readonly place: Place;
}

/** What stands in tables of dependencies: `serde = "1"`, `serde = { version = "1" }`, `[dependencies.serde]`. */
function cratesIn(files: RepositoryFiles, manifest: string): readonly Crate[] {
  const found: Crate[] = [];
  let isDependencies = false;
  for (const line of linesOf(files, manifest)) {
    const table = /^\s*\[+([^\]\n]{1,300})\]/.exec(line.text)?.[1]?.trim();
    if (table !== undefined) {
      // What a workspace offers to its members is locked only where one of them takes it.
      isDependencies = /(?:^|\.)(?:dev-|build-)?dependencies$/.test(table) && !table.startsWith("workspace.");
      const own = /(?:^|\.)(?:dev-|build-)?dependencies\.["']?([\w-]+)["']?$/.exec(table)?.[1];
      if (own !== undefined) found.push({ crate: own, wanted: "", place: line.place });
      continue;
    }
    const [, key = "", value = ""] = /^\s*["']?([\w-]{1,200})["']?(?:\.\w+)?\s*=\s*(.{0,500})/.exec(line.text) ?? [];
    if (!isDependencies || key === "") continue;
    const renamed = /package\s*=\s*"([\w-]{1,200})"/.exec(value)?.[1];
    found.push({ crate: renamed ?? key, wanted: /"([^"]*)"/.exec(value)?.[1] ?? "", place: line.place });
  }
  return found;
}

function alike(name: string): string {
  return name.replaceAll("_", "-");
}
