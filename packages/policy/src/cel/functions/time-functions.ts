import { types } from "../type/cel-type.ts";
import { durationAt, type Overload, timeAt } from "./overload.ts";

const { duration, int, timestamp } = types;

/** Parts of a timestamp, in UTC. Months and the days of a year count from 0, `getDate` from 1, weeks start on Sunday. */
const PARTS: Readonly<Record<string, (date: Date) => number>> = {
  getFullYear: (date) => date.getUTCFullYear(),
  getMonth: (date) => date.getUTCMonth(),
  getDate: (date) => date.getUTCDate(),
  getDayOfMonth: (date) => date.getUTCDate() - 1,
  getDayOfWeek: (date) => date.getUTCDay(),
  getDayOfYear: (date) => Math.floor((date.getTime() - startOfYear(date)) / 86_400_000),
  getHours: (date) => date.getUTCHours(),
  getMinutes: (date) => date.getUTCMinutes(),
  getSeconds: (date) => date.getUTCSeconds(),
  getMilliseconds: (date) => date.getUTCMilliseconds(),
};

/** How many whole ones are in a duration; milliseconds count from its last second. */
const LENGTHS: Readonly<Record<string, (nanoseconds: bigint) => bigint>> = {
  getHours: (nanoseconds) => nanoseconds / 3_600_000_000_000n,
  getMinutes: (nanoseconds) => nanoseconds / 60_000_000_000n,
  getSeconds: (nanoseconds) => nanoseconds / 1_000_000_000n,
  getMilliseconds: (nanoseconds) => (nanoseconds / 1_000_000n) % 1000n,
};

/** What can be asked of a timestamp or a duration. */
export const timeFunctions: readonly Overload[] = [
  ...Object.entries(PARTS).map(
    ([name, part]): Overload => ({
      name,
      isMethod: true,
      takes: [timestamp],
      gives: int,
      run: (values) => BigInt(part(timeAt(values, 0).date)),
    }),
  ),
  ...Object.entries(LENGTHS).map(
    ([name, length]): Overload => ({
      name,
      isMethod: true,
      takes: [duration],
      gives: int,
      run: (values) => length(durationAt(values, 0).nanoseconds),
    }),
  ),
];

function startOfYear(date: Date): number {
  const start = new Date(0);
  start.setUTCFullYear(date.getUTCFullYear());
  return start.getTime();
}
