import { runCommandLine } from "./run-command-line.ts";
import { tolerateClosedOutput } from "./terminal/closed-output.ts";

tolerateClosedOutput();
process.exitCode = await runCommandLine(process.argv.slice(2));
