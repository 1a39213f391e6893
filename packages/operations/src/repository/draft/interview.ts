import { OperationError } from "../../errors.ts";
import type { Questions } from "./questions.ts";

/** What was not found in a repository, and how a person is asked for it. */
export interface Gap {
  /** How the message goes on that names what is missing, with the option that gives it; a gap without one may stay. */
  readonly need?: string | undefined;
  /** No manifest passes without it, so that it is missed whatever else is taken as it is. */
  readonly isMandatory?: boolean | undefined;
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
 * @param takesFound nothing is asked, and only what is mandatory is missed: the rest is left out
 */
export function interview(questions: Questions | undefined, takesFound: boolean): Interview {
  const missing: string[] = [];
  return {
    fill: async ({ need, isMandatory, question, initial, options, check = () => undefined }) => {
      if (takesFound && !isMandatory) return undefined;
      if (takesFound || !questions) {
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
    hint: "Give it as an option, or run init on a terminal to be asked. What is not mandatory is left out with --yes.",
  });
}
