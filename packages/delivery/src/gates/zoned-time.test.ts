import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asIfUtc, instantsOf, wallTime } from "./zoned-time.ts";

const RUNS = process.env["TOWPATH_LONG"] ? 10_000 : 500;

/** Zones that differ in what they do with their clocks. */
const ZONES = [
  "UTC",
  "Europe/Berlin",
  "Europe/London",
  "America/New_York",
  "America/Sao_Paulo",
  "America/Havana",
  "America/St_Johns",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Asia/Beirut",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
];

const iso = (instant: number) => new Date(instant).toISOString().slice(0, 16);
const wall = (text: string) => Date.parse(`${text}Z`);

describe("when a clock shows a time", () => {
  test.each([
    // Nothing special.
    ["2026-07-01T12:00", "Europe/Berlin", "2026-07-01T10:00", "2026-07-01T10:00"],
    ["2026-01-01T12:00", "Asia/Kathmandu", "2026-01-01T06:15", "2026-01-01T06:15"],
    // Put back: 02:30 comes twice.
    ["2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30", "2026-10-25T01:30"],
    ["2026-11-01T01:30", "America/New_York", "2026-11-01T05:30", "2026-11-01T06:30"],
    ["2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45", "2026-04-04T15:15"],
    ["2026-11-01T00:30", "America/Havana", "2026-11-01T04:30", "2026-11-01T05:30"],
    // Put forward: 02:30 never comes, 03:00 comes instead.
    ["2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:00", "2026-03-29T01:00"],
    // Midnight never comes.
    ["2018-11-04T00:00", "America/Sao_Paulo", "2018-11-04T03:00", "2018-11-04T03:00"],
    ["2026-04-24T00:00", "Africa/Cairo", "2026-04-23T22:00", "2026-04-23T22:00"],
    // A whole day never comes.
    ["2011-12-30T12:00", "Pacific/Apia", "2011-12-30T10:00", "2011-12-30T10:00"],
  ])("%s in %s", (shown, zone, first, last) => {
    const found = instantsOf(wall(shown), zone);
    expect([iso(found.first), iso(found.last)]).toEqual([first, last]);
  });

  test("a zone that there is not", () => {
    expect(() => instantsOf(0, "Mars/Olympus")).toThrow(RangeError);
  });
});

test("an instant lies between the first and the last time that its own reading is shown", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.integer({ min: Date.UTC(2005, 0) / 60_000, max: Date.UTC(2040, 0) / 60_000 }),
      (zone, minutes) => {
        const instant = minutes * 60_000;
        const { first, last } = instantsOf(asIfUtc(wallTime(instant, zone)), zone);
        expect(first).toBeLessThanOrEqual(instant);
        expect(last).toBeGreaterThanOrEqual(instant);
        expect(wallTime(first, zone)).toEqual(wallTime(instant, zone));
        expect(wallTime(last, zone)).toEqual(wallTime(instant, zone));
      },
    ),
    { numRuns: RUNS },
  );
});
