import { OperationError } from "../../errors.ts";
import type { Questions } from "./questions.ts";

/** What was not found in a repository, and how a person is asked for it. */
export interface Gap {
  /** How the message goes on that names what is missing, with the option that gives it; a gap without one may stay. */
  readonly need?: string | undefined;
  readonly question: string;
  readonly initial?: string | undefined;
  readonly options?: readonly string[] | undefined;
  /** What is wrong with an answer, or undefined. */
  readonly check?: ((answer: string) => string | undefined) | undefined;
}

/** Fills gaps: by asking, or by remembering all of them for one message. */
export interface Interview {
  fill(gap: Gap): Promise<string | undefined>;
  /** @throws {OperationError} `operation/missing-answer` with all that is missing */
  refuseMissing(): void;
}

/**
 * @param questions undefined where nobody can be asked
 * @param takesFound nothing is asked and nothing is missed: what was not found is left out
 */
export function interview(questions: Questions | undefined, takesFound: boolean): Interview {
  const missing: string[] = [];
  return {
    fill: async ({ need, question, initial, options, check = () => undefined }) => {
      if (takesFound) return undefined;
      if (!questions) {
        if (need !== undefined) missing.push(need);
        return undefined;
      }
      const answer = await (options
        ? questions.choice(question, options)
        : questions.text(question, { initial, check }));
      if (answer === undefined) {
        throw missingAnswer(`"${question}" was not answered: the input ended.`);
      }
      return answer === "" ? undefined : answer;
    },
    refuseMissing: () => {
      if (missing.length > 0) throw missingAnswer(`Nothing in the folder says ${missing.join("; nor ")}.`);
    },
  };
}

function missingAnswer(message: string): OperationError {
  return new OperationError({
    code: "operation/missing-answer",
    message,
    hint: "Give it as an option, run init on a terminal to be asked, or take only what was found with --yes.",
  });
}
