import { expect, test } from "vitest";
import { HEAD, tried } from "../testing/resolved.ts";
import { scheduleFault } from "./schedule.ts";

test.each(["0 3 * * *", "*/15 0-6,22-23 1,15 * mon-fri", "0 0 1 JAN 0", "5/10 * * */2 *", "59 23 31 12 6"])(
  "%s is a schedule",
  (text) => {
    expect(scheduleFault(text)).toBeUndefined();
  },
);

test.each([
  ["61 * * * *", 'has "61" as its minute, which goes from 0 to 59'],
  ["0 24 * * *", 'has "24" as its hour, which goes from 0 to 23'],
  ["0 0 0 * *", 'has "0" as its day of the month, which goes from 1 to 31'],
  ["0 0 1 jann *", 'has "jann" as its month, which goes from 1 to 12'],
  ["0 0 * * 7", 'has "7" as its day of the week, which goes from 0 to 6'],
  ["5-1 * * * *", 'has "5-1" as its minute, which goes from 0 to 59'],
  ["*/0 * * * *", 'has "*/0" as its minute, which goes from 0 to 59'],
  ["1,, * * * *", 'has "1,," as its minute, which goes from 0 to 59'],
  ["1-2-3 * * * *", 'has "1-2-3" as its minute, which goes from 0 to 59'],
  ["*/1/2 * * * *", 'has "*/1/2" as its minute, which goes from 0 to 59'],
  ["@daily", "is not five cron fields"],
  ["0 3 * *", "is not five cron fields"],
  ["0 0 3 * * *", "is not five cron fields"],
  ["0  3 * *", "is not five cron fields"],
])("%s is none: it %s", (text, fault) => {
  expect(scheduleFault(text)).toBe(fault);
});

test("a manifest is told what is wrong with its schedule, and where", () => {
  const [finding] = tried(`${HEAD}workload: { run: x, schedule: "61 * * * *" }\n`).findings;
  expect(finding).toMatchObject({
    code: "manifest/invalid-value",
    message: 'The schedule of workloads.main has "61" as its minute, which goes from 0 to 59.',
    places: [{ range: { start: { line: 4, column: 31 } } }],
    suggestions: ['Write one such as "0 3 * * *".'],
  });
});
