import { command } from "./command.ts";

/** A step's log: text that the runner only shows, and commands that it obeys. */
export interface WorkflowLog {
  /** Shows lines. Whatever they hold, the runner takes none of them for a command. */
  text(lines: string): void;
  /** Hands lines to the runner as they are: each a command with its end. */
  commands(lines: string): void;
  /** Lets the runner obey commands again. To be called once, last. */
  close(): void;
}

/**
 * A log over the step's standard output. Before text the runner is told to obey nothing until it reads a token that only
 * this process knows; before a command it is given the token.
 *
 * Standard error must not be used beside it: the runner reads both, in no fixed order.
 *
 * @param write appends to standard output
 * @param token a text that nobody can guess, another with each call
 */
export function workflowLog(write: (text: string) => void, token: () => string): WorkflowLog {
  let stopped: string | undefined;
  const resume = () => {
    if (stopped !== undefined) write(`::${stopped}::\n`);
    stopped = undefined;
  };
  return {
    text: (lines) => {
      if (lines === "") return;
      if (stopped === undefined) {
        stopped = token();
        write(`${command("stop-commands", stopped)}\n`);
      }
      write(ended(lines));
    },
    commands: (lines) => {
      if (lines === "") return;
      resume();
      write(ended(lines));
    },
    close: resume,
  };
}

function ended(lines: string): string {
  return lines.endsWith("\n") ? lines : `${lines}\n`;
}
