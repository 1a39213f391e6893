import fc from "fast-check";
import { expect, test } from "vitest";
import { everRuns, readSchedule, shortestGap } from "./cron.ts";

const read = (text: string) => {
  const schedule = readSchedule(text);
  if (!schedule) throw new Error(text);
  return schedule;
};

test.each([
  ["* * * * *", 1],
  ["0 3 * * *", 1_440],
  ["*/15 * * * *", 15],
  ["0,59 0 * * *", 59],
  ["59 23,0 * * *", 60],
  ["0 0,23 * * *", 60],
  ["50/5 * * * *", 5],
  ["0-30/10 8 * * mon", 10],
  ["0 */6 * * *", 360],
])("%s leaves %i minutes", (text, gap) => {
  expect(shortestGap(read(text))).toBe(gap);
});

test.each([
  ["0 3 31 2 *", false],
  ["0 3 30 FEB *", false],
  ["0 3 29 2 *", true],
  ["0 3 31 4,6,9,11 *", false],
  ["0 3 31 4,5 *", true],
  ["0 3 31 2 mon", true],
  ["0 3 * 2 *", true],
  ["0 3 30/1 2 *", false],
  ["0 3 */31 2 *", true],
])("%s ever runs: %s", (text, runs) => {
  expect(everRuns(read(text))).toBe(runs);
});

test("what has not five fields is no schedule", () => {
  expect(readSchedule("0 3 * *")).toBeUndefined();
  expect(readSchedule("0 3 * * * *")).toBeUndefined();
});

test("any schedule is read, in order and within the day", () => {
  const field = (lowest: number, highest: number) => {
    const number = fc.integer({ min: lowest, max: highest }).map(String);
    return fc.oneof(
      fc.constant("*"),
      fc.constant("*/7"),
      number,
      fc.array(number, { minLength: 1 }).map((all) => all.join(",")),
    );
  };
  fc.assert(
    fc.property(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6), (...fields) => {
      const { minutes, months, days } = read(fields.join(" "));
      expect(minutes.length).toBeGreaterThan(0);
      expect(minutes).toEqual([...new Set(minutes)].sort((a, b) => a - b));
      expect(Math.max(...minutes)).toBeLessThan(1_440);
      expect(months.length * (days?.length ?? 1)).toBeGreaterThan(0);
    }),
  );
});
