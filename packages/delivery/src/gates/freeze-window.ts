import type { GraphFreeze, Weekday, WeeklyFreeze } from "@towpath/manifest";
import { asIfUtc, instantsOf, wallTime } from "./zoned-time.ts";

/** From an instant on, until another: milliseconds since 1970, the second not included. */
export interface FreezeWindow {
  readonly start: number;
  readonly end: number;
}

const DAY_MS = 86_400_000;
/** As `Date.getUTCDay` counts. */
const WEEK: readonly Weekday[] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/**
 * The window of a freeze that an instant lies in. Where clocks are put back, it begins when its first time is shown first and
 * ends when its last is shown last; where a time is left out, when clocks go past it.
 *
 * @throws {RangeError} for a time zone that is not known, and for what is no date or time
 */
export function freezeWindowAt(freeze: GraphFreeze, instant: number): FreezeWindow | undefined {
  const windows = freeze.kind === "dates" ? [datesOf(freeze)] : weeklyNear(freeze, instant);
  return windows.find(({ start, end }) => start <= instant && instant < end);
}

/**
 * When none of the freezes holds any more, from an instant on at which one does.
 *
 * @returns undefined where that is more than `withinMs` away: freezes may follow one another for ever
 */
export function freezeEnd(
  freezes: readonly GraphFreeze[],
  from: number,
  withinMs: number = 400 * DAY_MS,
): number | undefined {
  let at = from;
  for (;;) {
    const ends = freezes.flatMap((freeze) => freezeWindowAt(freeze, at)?.end ?? []);
    if (ends.length === 0) return at;
    at = Math.max(...ends);
    if (at - from > withinMs) return undefined;
  }
}

function datesOf({ from, to, zone }: { readonly from: string; readonly to: string; readonly zone: string }) {
  return windowOf(dayOf(from), dayOf(to) + DAY_MS, zone);
}

/** The windows that began on the day of an instant and on the day before. */
function weeklyNear(freeze: WeeklyFreeze, instant: number): readonly FreezeWindow[] {
  const { days, from, to, zone } = freeze;
  const opens = from === undefined ? 0 : timeOf(from);
  const closes = to === undefined ? DAY_MS : timeOf(to);
  const today = asIfUtc({ ...wallTime(instant, zone), hour: 0, minute: 0 });
  return [today - DAY_MS, today]
    .filter((day) => days.some((name) => name === WEEK[new Date(day).getUTCDay()]))
    .map((day) => windowOf(day + opens, day + (closes <= opens ? closes + DAY_MS : closes), zone));
}

function windowOf(from: number, to: number, zone: string): FreezeWindow {
  return { start: instantsOf(from, zone).first, end: instantsOf(to, zone).last };
}

function dayOf(text: string): number {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text) {
    throw new RangeError(`"${text}" is no day such as 2026-12-20.`);
  }
  return at;
}

function timeOf(text: string): number {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hour === undefined) throw new RangeError(`"${text}" is no time such as 16:00.`);
  return (Number(hour) * 60 + Number(minute)) * 60_000;
}
