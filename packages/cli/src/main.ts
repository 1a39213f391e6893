import { tolerateClosedOutput } from "./terminal/closed-output.ts";

tolerateClosedOutput();
const words = process.argv.slice(2);
process.exitCode = (await quickly()) ?? (await thoroughly());

async function quickly(): Promise<number | undefined> {
  if (words[0] !== "validate" && words[0] !== "check") return undefined;
  const { runQuickly } = await import("./quick-command-line.ts");
  return runQuickly(words);
}

async function thoroughly(): Promise<number> {
  const { runCommandLine } = await import("./run-command-line.ts");
  return runCommandLine(words);
}
