import { durationMs } from "@towpath/manifest";
import { OperationError } from "../errors.ts";

/** A duration that somebody typed, `30m`, in milliseconds. @throws {OperationError} `operation/bad-duration` */
export function readDuration(text: string, option: string): number {
  try {
    return durationMs(text);
  } catch (cause) {
    throw new OperationError({
      code: "operation/bad-duration",
      message: `${option} takes a duration; it got ${JSON.stringify(text.slice(0, 100))}.`,
      hint: "Write a whole number and ms, s, m, h or d, such as 30m.",
      cause,
    });
  }
}
