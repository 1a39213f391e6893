import type { Finding } from "@towpath/core";
import { type CommandResult, describeEnding } from "../commands/run-command.ts";
import type { Judge } from "./judge.ts";
import { testFinding } from "./test-findings.ts";

/** A command that failed is a finding of its own, unless failed tests explain it. */
export function judgeCommand(judge: Judge, result: CommandResult, isExplained: boolean): readonly Finding[] {
  if ((result.exitCode === 0 && !result.timedOut) || isExplained) return [];
  return [
    testFinding({
      code: "delivery/test-command-failed",
      service: judge.service,
      message: `The test command "${judge.section.run}" ${describeEnding(result)}.`,
      places: [judge.place],
      suggestion: "Run the command in the manifest's folder to see it fail by itself.",
    }),
  ];
}
