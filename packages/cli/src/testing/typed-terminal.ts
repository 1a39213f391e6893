import { spawn, spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { PROGRAM } from "./run-towpath.ts";

/** Gives a command a terminal of its own, where it is installed. */
const WRAPPER = "script";

/** Whether there is a `script` that gives a command a terminal of its own, as util-linux has it. */
export const hasTerminal = spawnSync(WRAPPER, ["-qec", "true", "/dev/null"]).status === 0;

/** What a person types as soon as a text stands on the screen. */
export interface Typed {
  readonly when: string;
  readonly type: string;
}

/** Runs the built command on a terminal, where a person types. The screen is all that was printed there. */
export function onTerminal(
  words: readonly string[],
  { folder, home, typed }: { readonly folder: string; readonly home: string; readonly typed: readonly Typed[] },
): Promise<{ readonly exitCode: number | null; readonly screen: string }> {
  const command = [process.execPath, PROGRAM, ...words].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`,
    HOME: home,
    TOWPATH_HOME: home,
    TERM: "xterm",
  };
  const child = spawn(WRAPPER, ["-qec", command, "/dev/null"], {
    cwd: folder,
    env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const left = [...typed];
  let [screen, seen] = ["", 0];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    screen += text;
    for (let next = left[0]; next; next = left[0]) {
      const at = screen.indexOf(next.when, seen);
      if (at === -1) return;
      seen = at + next.when.length;
      left.shift();
      child.stdin.write(next.type);
    }
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, screen }));
  });
}
