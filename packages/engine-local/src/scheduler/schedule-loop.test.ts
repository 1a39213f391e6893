import { expect, test } from "vitest";
import { nextDue } from "./schedule.ts";
import { createScheduleLoop } from "./schedule-loop.ts";

/** A clock that a test sets, and timers that stand still while it does not move. */
function world(start: string) {
  let now = new Date(start);
  let timer: { readonly at: number; readonly then: () => void } | undefined;
  let elapsed = 0;
  const seen: string[] = [];
  const loop = createScheduleLoop({
    now: () => now,
    wait(milliseconds, then) {
      const mine = { at: elapsed + milliseconds, then };
      timer = mine;
      return () => {
        if (timer === mine) timer = undefined;
      };
    },
    nextDue,
    onDue: () => seen.push(now.toISOString().slice(11, 19)),
  });
  /** Time goes by, and timers fire. */
  const pass = (seconds: number) => {
    const end = elapsed + seconds * 1_000;
    while (timer && timer.at <= end) {
      const { at, then } = timer;
      timer = undefined;
      now = new Date(now.getTime() + at - elapsed);
      elapsed = at;
      then();
    }
    now = new Date(now.getTime() + end - elapsed);
    elapsed = end;
  };
  /** The clock moves and no timer notices: the machine slept, or someone set it. */
  const jump = (seconds: number) => {
    now = new Date(now.getTime() + seconds * 1_000);
  };
  return { loop, seen, pass, jump };
}

test("it is due on time, each time once", () => {
  const { loop, seen, pass } = world("2026-11-22T11:58:30Z");
  loop.follow("* * * * *");
  pass(210);
  expect(seen).toEqual(["11:59:00", "12:00:00", "12:01:00", "12:02:00"]);
  expect(loop.next()?.toISOString()).toBe("2026-11-22T12:03:00.000Z");
});

test("what came due while the machine slept is due once, soon after it woke", () => {
  const { loop, seen, pass, jump } = world("2026-11-22T12:00:30Z");
  loop.follow("* * * * *");
  pass(5);
  jump(8 * 3600);
  pass(60);
  expect(seen).toHaveLength(2);
  expect(seen[0]).toMatch(/^20:00:4/); // within ten seconds
  expect(seen[1]).toBe("20:01:00");
});

test("a clock that is set back makes nothing due twice, and nothing wait for the time that it had", () => {
  const { loop, seen, pass, jump } = world("2026-11-22T12:00:30Z");
  loop.follow("* * * * *");
  pass(35);
  expect(seen).toEqual(["12:01:00"]);
  jump(-3600);
  pass(60);
  expect(seen).toEqual(["12:01:00", "11:02:00"]);
});

test("another schedule takes the place of the one before it; none is none", () => {
  const { loop, seen, pass } = world("2026-11-22T12:00:30Z");
  loop.follow("* * * * *");
  pass(10);
  loop.follow("*/5 * * * *");
  pass(300);
  expect(seen).toEqual(["12:05:00"]);
  loop.follow(undefined);
  pass(3600);
  expect(seen).toHaveLength(1);
  expect(loop.next()).toBeUndefined();
});

test.each([
  ["0 3 * * *", "2026-03-29T01:30:00Z", "2026-03-29T03:00:00.000Z"], // where Europe has no such hour
  ["30 2 * * *", "2026-03-29T00:00:00Z", "2026-03-29T02:30:00.000Z"],
  ["30 1 * * *", "2026-10-25T01:31:00Z", "2026-10-26T01:30:00.000Z"], // and where it has it twice
  ["0 0 29 2 *", "2026-11-22T00:00:00Z", "2028-02-29T00:00:00.000Z"],
  ["0 12 13 * fri", "2026-11-01T00:00:00Z", "2026-11-06T12:00:00.000Z"], // the 13th or a Friday
  ["0 12 * * 1-5", "2026-11-21T00:00:00Z", "2026-11-23T12:00:00.000Z"],
  ["*/20 8-9 * * *", "2026-11-21T09:41:00Z", "2026-11-22T08:00:00.000Z"],
  ["0 0 * jan,jul mon", "2026-11-21T09:41:00Z", "2027-01-04T00:00:00.000Z"],
])("%s after %s is due at %s, in UTC", (schedule, after, due) => {
  expect(nextDue(schedule, new Date(after))?.toISOString()).toBe(due);
});

test("the 30th of February is never", () => {
  expect(nextDue("0 0 30 2 *", new Date("2026-11-22T00:00:00Z"))).toBeUndefined();
});
