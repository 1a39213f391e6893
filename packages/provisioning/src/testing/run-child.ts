import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Starts a TypeScript file of this folder as a process of its own, with the same node. */
export function startChild(file: string, ...args: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return spawn(process.execPath, ["--conditions=@towpath/source", "--no-warnings", path, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** What a child printed, once it has ended. */
export async function outputOf(child: ChildProcess): Promise<string> {
  let text = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  await new Promise((resolve) => child.once("close", resolve));
  return text;
}

/** The first line that a child prints. */
export async function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("\n")) resolve(text.slice(0, text.indexOf("\n")));
    });
    child.once("close", () => reject(new Error(`The child ended without a line: ${text}`)));
  });
}

/** A new folder of the machine's temporary files, with a space in its name. */
export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "towpath provisioning "));
}
