import {
  type Effects,
  errorMessage,
  type Finding,
  isAbort,
  isBlocking,
  makeFinding,
  TowpathError,
} from "@towpath/core";
import { type Result, resultOf, type Section, type Status, type Verb } from "@towpath/report";
import { InvalidDocuments, OperationError } from "./errors.ts";

/** What a verb's body ends with; the rest of a {@link Result} follows from it. */
export interface Ending<Data> {
  /** How it went, where that is not for the findings to say. */
  readonly status?: Status;
  readonly summary: string;
  readonly data: Data;
  readonly findings?: readonly Finding[];
  readonly sections?: readonly Section[];
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  /** What was thrown, where it tells of that: see {@link causeOf}. */
  readonly cause?: unknown;
}

/**
 * Makes a verb of its body: whatever the body throws becomes a result that says what was wrong, where, and what to do.
 * The function that comes back never rejects.
 */
export function operation<Request, Data>(
  verb: Verb,
  body: (request: Request, effects: Effects) => Promise<Ending<Data>>,
): (request: Request, effects: Effects) => Promise<Result<Data | null>> {
  return async (request, effects) => {
    let isUnderWay = false;
    const watched: Effects = {
      ...effects,
      events: (event) => {
        isUnderWay ||= event.type === "started";
        effects.events(event);
      },
    };
    try {
      const ending = await body(request, watched);
      const fault = stoppedBy(effects.signal);
      if (!fault) {
        const result = resultOf<Data | null>({ verb, ...ending });
        if (ending.cause !== undefined) causes.set(result, ending.cause);
        return result;
      }
      const findings = [...(ending.findings ?? []), findingOf(fault)];
      return resultOf<Data | null>({ verb, ...ending, status: "fault", findings });
    } catch (error) {
      const fault = stoppedBy(effects.signal);
      if (fault) return failure(verb, fault, isUnderWay);
      if (effects.signal.aborted && (isAbort(error, effects.signal) || error === effects.signal.reason)) {
        return resultOf<null>({
          verb,
          status: "interrupted",
          summary: "Interrupted. The same command goes on where this one stopped.",
          data: null,
        });
      }
      return error instanceof InvalidDocuments ? invalid(verb, error) : failure(verb, error, isUnderWay);
    }
  };
}

/** A fault that stopped the run from outside: an error that nobody waited for, where a person's interruption is none. */
function stoppedBy({ aborted, reason }: AbortSignal): TowpathError | undefined {
  return aborted && reason instanceof TowpathError && reason.kind === "fault" ? reason : undefined;
}

const SUMMARY_BY_KIND = {
  user: "Nothing was done.",
  refused: "Nothing was changed.",
  fault: "That did not get through. What was recorded is kept; the same command goes on from there.",
} as const;

const STOPPED_HALFWAY = "It ended there. What was done before is kept; the same command goes on from there.";

function invalid(verb: Verb, { message, findings }: InvalidDocuments): Result<null> {
  const blocking = findings.filter(isBlocking);
  const status = blocking.length > 0 && blocking.every(({ outcome }) => outcome === "error") ? "fault" : "invalid";
  return resultOf<null>({ verb, status, summary: `${message} Nothing was touched.`, findings, data: null });
}

const STATUS_BY_KIND = { user: "invalid", refused: "failed", fault: "fault" } as const;

function failure(verb: Verb, thrown: unknown, isUnderWay: boolean): Result<null> {
  const error = thrown instanceof TowpathError ? thrown : foreignError(thrown);
  const result = resultOf<null>({
    verb,
    status: STATUS_BY_KIND[error.kind],
    summary: isUnderWay ? STOPPED_HALFWAY : SUMMARY_BY_KIND[error.kind],
    findings: [findingOf(error)],
    ...(error.tail.length > 0
      ? { sections: [{ kind: "lines" as const, title: "It printed last:", lines: error.tail }] }
      : {}),
    data: null,
  });
  causes.set(result, thrown);
  return result;
}

const causes = new WeakMap<Result, unknown>();

/** What was thrown where a result says that something went wrong: for `--debug`, never for another face. */
export function causeOf(result: Result): unknown {
  return causes.get(result);
}

/** A thrown error as a finding, so that every face shows it like the others. */
export function findingOf(error: TowpathError): Finding {
  return makeFinding({
    code: error.code,
    message: error.message,
    docs: `packages/operations/docs/errors.md#${error.code.replace("/", "-")}`,
    outcome: error.kind === "fault" ? "error" : "fail",
    places: error.place ? [error.place] : [],
    suggestions: error.hint ? [error.hint] : [],
    discriminator: [error.place?.pointer, error.message].join(" "),
  });
}

const DISK_ERRORS: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full",
  EDQUOT: "The disk quota is used up",
  EROFS: "The disk is read-only",
  EACCES: "This user may not write or read there",
  EPERM: "This user may not do that there",
  EMFILE: "Too many files are open",
};

function foreignError(thrown: unknown): OperationError {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  const disk = DISK_ERRORS[code];
  if (disk && thrown instanceof Error) {
    const path = "path" in thrown && typeof thrown.path === "string" ? ` (${thrown.path})` : "";
    return new OperationError({
      code: "operation/disk",
      kind: "fault",
      message: `${disk}${path}.`,
      hint: "Nothing that was recorded is lost. Make room or mend the permissions, then run the same command again.",
      cause: thrown,
    });
  }
  return new OperationError({
    code: "operation/unexpected",
    kind: "fault",
    message: `Something went wrong that Towpath did not expect: ${errorMessage(thrown)}`,
    hint: "Run the same command again with --debug and report what it prints.",
    cause: thrown,
  });
}
