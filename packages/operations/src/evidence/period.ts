import type { Change } from "@towpath/evidence/controls";
import { OperationError } from "../errors.ts";

/** Days, or times, between which changes were asked for. */
export interface Period {
  /** RFC 3339, or a day in UTC: `2026-11-01`. */
  readonly from?: string | undefined;
  /** The same; a day is meant whole. */
  readonly to?: string | undefined;
}

/** Those of the changes that were asked for within a period. @throws {OperationError} `operation/bad-period` */
export function within(changes: readonly Change[], { from, to }: Period): readonly Change[] {
  const [first, last] = [timeOf(from, "--from", "T00:00:00.000Z"), timeOf(to, "--to", "T23:59:59.999Z")];
  if (first !== undefined && last !== undefined && last < first)
    throw badPeriod(`The period ends (${to}) before it begins (${from}).`);
  return changes.filter(({ at }) => {
    const time = Date.parse(at);
    return (first === undefined || time >= first) && (last === undefined || time <= last);
  });
}

function timeOf(text: string | undefined, option: string, end: string): number | undefined {
  if (text === undefined) return undefined;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const time = isDay || isTime ? Date.parse(isDay ? `${text}${end}` : text) : Number.NaN;
  // Of the 31st of February JavaScript makes a day of March.
  const isThere = !Number.isNaN(time) && (!isDay || new Date(time).toISOString().startsWith(text));
  if (isThere) return time;
  throw badPeriod(`${option} takes a day or a time; it got ${JSON.stringify(text.slice(0, 100))}.`);
}

function badPeriod(message: string): OperationError {
  return new OperationError({
    code: "operation/bad-period",
    message,
    hint: "Write days such as 2026-11-01, or times such as 2026-11-01T12:00:00Z.",
  });
}
