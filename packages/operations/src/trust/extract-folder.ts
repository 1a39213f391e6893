import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Effects, Files } from "@towpath/core";

/** Folders of a commit, written to the disk. */
export interface Extraction extends Disposable {
  /** @param folder absolute, as the checkout has it */
  onDisk(folder: string): Promise<string>;
}

/** Writes folders of a view into one of our own, each once, links as what they lead to. */
export function extraction(files: Files, { variables }: Pick<Effects, "variables">): Extraction {
  const made = new Map<string, string>();
  const write = (from: string, to: string): void => {
    mkdirSync(to, { recursive: true, mode: 0o700 });
    for (const { name, kind } of files.list(from) ?? []) {
      const [source, target] = [join(from, name), join(to, name)];
      if (kind === "folder") write(source, target);
      else if (kind === "file" || files.realPath(source) !== undefined) writeFile(source, target);
    }
  };
  const writeFile = (source: string, target: string): void => {
    const content = files.list(source) === undefined ? files.read(source) : undefined;
    if (content) writeFileSync(target, content, { mode: 0o600, flag: "wx" });
  };
  return {
    onDisk: async (folder) => {
      const known = made.get(folder);
      if (known !== undefined) return known;
      const home = realpathSync(mkdtempSync(join(variables["RUNNER_TEMP"] || tmpdir(), "towpath-base-files-")));
      made.set(folder, home);
      write(folder, home);
      return home;
    },
    [Symbol.dispose]: () => {
      for (const home of made.values()) rmSync(home, { recursive: true, force: true });
    },
  };
}
