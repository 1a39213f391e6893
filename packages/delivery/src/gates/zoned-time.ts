/** A day and a minute on somebody's wall. */
export interface WallTime {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** No zone is further from UTC, and none has moved by more at once: Samoa left out a day. */
const REACH_MS = 50 * HOUR_MS;

const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws {RangeError} for a time zone that this machine's data do not have */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(zone, made);
  return made;
}

/**
 * What clocks show in a time zone.
 *
 * @param zone of the IANA data, `Europe/Berlin`
 * @throws {RangeError} for a zone that this machine's data do not have
 */
export function wallTime(instant: number, zone: string): WallTime {
  const found = new Map(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => found.get(name) ?? 0;
  return { year: part("year"), month: part("month"), day: part("day"), hour: part("hour"), minute: part("minute") };
}

/** The same reading of a clock in UTC: a number that wall times can be compared and added by. */
export function asIfUtc({ year, month, day, hour, minute }: WallTime): number {
  return Date.UTC(year, month - 1, day, hour, minute);
}

/**
 * When clocks show a time, in milliseconds since 1970. Where they are put back it is shown twice: `first` and `last` differ.
 * Where they are put forward past it, it is when that happens.
 *
 * @param wall as by {@link asIfUtc}
 * @throws {RangeError} for a zone that this machine's data do not have
 */
export function instantsOf(wall: number, zone: string): { readonly first: number; readonly last: number } {
  const shows = (instant: number) => asIfUtc(wallTime(instant, zone));
  const shift = (instant: number) => shows(instant) - Math.floor(instant / MINUTE_MS) * MINUTE_MS;
  const near = new Set<number>();
  for (let at = wall - REACH_MS; at <= wall + REACH_MS; at += 2 * HOUR_MS) near.add(shift(at));
  const hits = [...near].map((offset) => wall - offset).filter((instant) => shows(instant) === wall);
  if (hits.length > 0) return { first: Math.min(...hits), last: Math.max(...hits) };
  // Never shown: the first minute at which clocks are past it.
  let before = wall - REACH_MS;
  let after = wall + REACH_MS;
  while (after - before > MINUTE_MS) {
    const middle = Math.floor((before + after) / 2 / MINUTE_MS) * MINUTE_MS;
    if (shows(middle) < wall) before = middle;
    else after = middle;
  }
  return { first: after, last: after };
}
