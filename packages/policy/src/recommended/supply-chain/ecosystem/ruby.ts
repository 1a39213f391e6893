import type { RepositoryFiles } from "../../../repository/index.ts";
import type { Drift, Ecosystem } from "./ecosystem.ts";
import { type Line, linesOf } from "./lines.ts";

/** https://bundler.io/man/gemfile.5.html */
export const ruby: Ecosystem = {
  name: "Bundler",
  manifest: "Gemfile",
  locks: ["Gemfile.lock"],
  command: "bundle lock",
  dependabot: ["bundler"],
  needsLock: (files, manifest) => gemsIn(files, manifest).length > 0,
  drift(files, manifest, lock) {
    const locked = lockedIn(files.text(lock) ?? "");
    return gemsIn(files, manifest).flatMap(({ gem, line }): readonly Drift[] =>
      locked.has(gem) ? [] : [{ dependency: gem, wanted: "", locked: undefined, place: line.place }],
    );
  },
};

function gemsIn(files: RepositoryFiles, manifest: string): readonly { readonly gem: string; readonly line: Line }[] {
  return linesOf(files, manifest).flatMap((line) => {
    const gem = /^\s*gem[\s(]+["']([\w.-]{1,200})["']/.exec(line.text)?.[1];
    return gem === undefined ? [] : [{ gem, line }];
  });
}

/** The section DEPENDENCIES: two blanks, the name, perhaps a range in parentheses, perhaps an exclamation mark. */
function lockedIn(text: string): ReadonlySet<string> {
  const [, section = ""] = /^DEPENDENCIES\r?\n((?: {2}.*\r?\n?)*)/m.exec(text) ?? [];
  return new Set(section.split("\n").flatMap((line) => /^ {2}([\w.-]+)/.exec(line)?.[1] ?? []));
}
