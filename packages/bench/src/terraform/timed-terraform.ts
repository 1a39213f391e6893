import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cost } from "../measure/run-timed.ts";

/** A Terraform that notes what each of its commands cost. */
export interface TimedTerraform {
  /** To be put first in the PATH. */
  readonly folder: string;
  /** What its commands cost since they were asked for last, by the first word of each. */
  take(): ReadonlyMap<string, Cost>;
}

/** Stands before the program at a path, which is called `terraform` there. */
export function timedTerraform(program: string, folder: string): TimedTerraform {
  mkdirSync(folder, { recursive: true });
  const [file, notes] = [join(folder, "terraform"), join(folder, "notes")];
  const script = `#!/usr/bin/env bash
TIMEFORMAT="$1 %3R %3U %3S"
{ time '${program}' "$@" 2>&3; } 3>&2 2>>'${notes}'
`;
  writeFileSync(file, script);
  chmodSync(file, 0o755);
  return {
    folder,
    take() {
      const costs = new Map<string, Cost>();
      if (!existsSync(notes)) return costs;
      for (const line of readFileSync(notes, "utf8").trim().split("\n")) {
        const [word = "", wall, user, system] = line.split(" ");
        const { wallMs, cpuMs } = costs.get(word) ?? { wallMs: 0, cpuMs: 0 };
        costs.set(word, {
          wallMs: wallMs + Number(wall) * 1000,
          cpuMs: cpuMs + (Number(user) + Number(system)) * 1000,
        });
      }
      rmSync(notes);
      return costs;
    },
  };
}
