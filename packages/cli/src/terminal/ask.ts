import type { Questions } from "@towpath/operations";
import { printable } from "@towpath/report";

/** What a person reads and types on. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Opened when somebody is asked: that takes time, and most never are. */
function standardTerminal(): Terminal {
  return { input: process.stdin, output: process.stderr };
}

/** Asks a yes-or-no question on the terminal; anything but yes is no. */
export async function ask(
  question: string,
  signal: AbortSignal,
  terminal: Terminal = standardTerminal(),
): Promise<boolean> {
  const answer = await answerTo(`${question} [y/N] `, signal, terminal);
  return /^\s*y(es)?\s*$/i.test(answer ?? "");
}

/** Asks for texts and for one of several, again until an answer will do. */
export function questionsOn(signal: AbortSignal, terminal: Terminal = standardTerminal()): Questions {
  const say = (text: string): void => void terminal.output.write(`${printable(text)}\n`);
  return {
    text: async (question, { initial, check }) => {
      const shown = initial ? `${question} [${initial}] ` : `${question} `;
      for (;;) {
        const typed = await answerTo(shown, signal, terminal);
        if (typed === undefined) return undefined;
        const answer = typed.trim() || (initial ?? "");
        const flaw = check(answer);
        if (flaw === undefined) return answer;
        say(`  ${flaw}`);
      }
    },
    choice: async (question, options) => {
      say(question);
      for (const [index, option] of options.entries()) say(`  ${index + 1}) ${option}`);
      for (;;) {
        const typed = await answerTo(`Number or name: `, signal, terminal);
        if (typed === undefined) return undefined;
        const answer = typed.trim();
        const chosen = options.find((option) => option === answer) ?? options[Number(answer || Number.NaN) - 1];
        if (chosen !== undefined) return chosen;
        say(`  It is a number from 1 to ${options.length}, or one of the names.`);
      }
    },
  };
}

/**
 * One line, without its end; undefined when the input has ended.
 *
 * @throws the signal's reason when it aborts first
 */
async function answerTo(prompt: string, signal: AbortSignal, terminal: Terminal): Promise<string | undefined> {
  const { createInterface } = await import("node:readline");
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const lines = createInterface(terminal);
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    // While a line is edited the terminal sends no signal for Ctrl-C.
    lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
    lines.once("line", resolve);
    lines.once("close", () => resolve(undefined));
    lines.setPrompt(printable(prompt));
    lines.prompt();
    const end = (): void => {
      signal.removeEventListener("abort", onAbort);
      lines.close();
    };
    lines.once("line", end);
    signal.addEventListener("abort", end, { once: true });
  });
}
