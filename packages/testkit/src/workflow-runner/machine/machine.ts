import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

/** Where jobs run. */
export interface MachineSketch {
  /**
   * The folder of a self-hosted machine: what is left in it is there for the next job, and every job has the same home.
   * Without it each job gets a new machine, as GitHub hosts them.
   */
  readonly home?: string;
  /** What the machine's own environment has beside a runner's variables: where packages come from, say. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folders that are first in PATH. */
  readonly path?: readonly string[];
}

/** A machine for one job. */
export interface Machine extends Disposable {
  readonly isHosted: boolean;
  readonly name: string;
  /** Holds `_temp`, `_actions` and the workspaces. */
  readonly work: string;
  readonly workspace: string;
  readonly temporary: string;
  readonly home: string;
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Runners of one self-hosted machine, each busy with one job: two jobs never share a workspace. */
const busy = new Map<string, Set<number>>();

/** Gives a job its machine. @param repository its name without the owner */
export function machineFor(sketch: MachineSketch, repository: string): Machine {
  const folder = realpathSync(sketch.home ?? mkdtempSync(join(tmpdir(), "towpath-machine-")));
  const taken = busy.get(folder) ?? new Set<number>();
  busy.set(folder, taken);
  let number = 1;
  while (taken.has(number)) number += 1;
  taken.add(number);
  const work = join(folder, `runner-${number}`, "_work");
  const workspace = join(work, repository, repository);
  const temporary = join(work, "_temp");
  // A runner empties it before each job.
  rmSync(temporary, { recursive: true, force: true });
  for (const one of [workspace, temporary, join(folder, "home")]) mkdirSync(one, { recursive: true });
  return {
    isHosted: sketch.home === undefined,
    name: sketch.home === undefined ? "GitHub Actions 1" : `machine-${number}`,
    work,
    workspace,
    temporary,
    home: join(folder, "home"),
    path: [...(sketch.path ?? []), dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(delimiter),
    env: sketch.env ?? {},
    [Symbol.dispose]: () => {
      taken.delete(number);
      if (sketch.home === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
