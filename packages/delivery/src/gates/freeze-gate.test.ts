import { digestBytes } from "@towpath/core";
import type { GraphFreeze, Weekday } from "@towpath/manifest";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { freezeGate } from "./freeze-gate.ts";
import type { FreezeOverride } from "./freeze-override.ts";
import { freezeEnd, freezeWindowAt } from "./freeze-window.ts";

const RUNS = process.env["TOWPATH_LONG"] ? 10_000 : 500;

const YEAR_END: GraphFreeze = {
  kind: "dates",
  from: "2026-12-20",
  to: "2027-01-03",
  zone: "Europe/Berlin",
  reason: "End of year.",
};
const WEEKEND: GraphFreeze = {
  kind: "weekly",
  days: ["fri", "sat", "sun"],
  from: "16:00",
  to: "08:00",
  zone: "Europe/Berlin",
};

const at = (text: string) => new Date(`${text}Z`);
const answers = (freeze: GraphFreeze, ...times: string[]) => times.map((time) => freezeGate([freeze], at(time)).answer);

describe("days", () => {
  test("from the first's beginning to the last's end, where the platform is", () => {
    expect(answers(YEAR_END, "2026-12-19T22:59", "2026-12-19T23:00", "2027-01-03T22:59", "2027-01-03T23:00")).toEqual([
      "allow",
      "deny",
      "deny",
      "allow",
    ]);
  });

  test("an end in UTC is told once", () => {
    const { reason } = freezeGate(
      [{ kind: "dates", from: "2026-12-20", to: "2027-01-03", zone: "UTC" }],
      new Date("2026-12-24T12:00:00Z"),
    );
    expect(reason).toBe("Changes are frozen until 2027-01-04 00:00 UTC.");
  });

  test("the answer says until when, why, and what to do", () => {
    expect(freezeGate([YEAR_END], at("2026-12-24T12:00"))).toEqual({
      gate: "freeze",
      answer: "deny",
      reason: "Changes are frozen until 2027-01-04 00:00 Europe/Berlin (2027-01-03T23:00Z): End of year.",
      todo: "Wait until it ends, or ask to pass it: towpath deploy --override-freeze REASON, which a second person confirms with towpath approve.",
    });
  });

  test("a day whose midnight is left out, and one that is left out whole", () => {
    const saoPaulo: GraphFreeze = { kind: "dates", from: "2018-11-04", to: "2018-11-04", zone: "America/Sao_Paulo" };
    expect(answers(saoPaulo, "2018-11-04T02:59", "2018-11-04T03:00", "2018-11-05T01:59", "2018-11-05T02:00")).toEqual([
      "allow",
      "deny",
      "deny",
      "allow",
    ]);
    const apia: GraphFreeze = { kind: "dates", from: "2011-12-30", to: "2011-12-30", zone: "Pacific/Apia" };
    expect(answers(apia, "2011-12-30T09:59", "2011-12-30T10:00", "2011-12-30T11:00")).toEqual([
      "allow",
      "allow",
      "allow",
    ]);
  });
});

describe("every week", () => {
  test("over midnight to the morning after", () => {
    // Friday 16:00 to Saturday 08:00, Saturday 16:00 to Sunday 08:00, Sunday 16:00 to Monday 08:00; Berlin is at +1.
    expect(
      answers(
        WEEKEND,
        "2026-11-20T14:59",
        "2026-11-20T15:00",
        "2026-11-21T06:59",
        "2026-11-21T07:00",
        "2026-11-22T20:00",
        "2026-11-23T06:59",
        "2026-11-23T07:00",
      ),
    ).toEqual(["allow", "deny", "deny", "allow", "deny", "deny", "allow"]);
  });

  test("whole days follow one another", () => {
    const days: GraphFreeze = { kind: "weekly", days: ["fri", "sat", "sun"], zone: "Europe/Berlin" };
    const { reason } = freezeGate([days], at("2026-11-20T10:00"));
    expect(reason).toBe("Changes are frozen until 2026-11-23 00:00 Europe/Berlin (2026-11-22T23:00Z).");
  });

  test("the night in which clocks are put back is longer, the one in which they are put forward shorter", () => {
    const night: GraphFreeze = { kind: "weekly", days: ["sun"], from: "02:30", to: "04:00", zone: "Europe/Berlin" };
    expect(freezeWindowAt(night, at("2026-10-25T01:00").getTime())).toEqual({
      start: at("2026-10-25T00:30").getTime(),
      end: at("2026-10-25T03:00").getTime(),
    });
    expect(freezeWindowAt(night, at("2026-03-29T01:30").getTime())).toEqual({
      start: at("2026-03-29T01:00").getTime(),
      end: at("2026-03-29T02:00").getTime(),
    });
  });

  test("one that ends at a time that is shown twice ends when it is shown last", () => {
    const night: GraphFreeze = { kind: "weekly", days: ["sat"], from: "22:00", to: "02:30", zone: "Europe/Berlin" };
    expect(answers(night, "2026-10-25T00:59", "2026-10-25T01:29", "2026-10-25T01:30")).toEqual([
      "deny",
      "deny",
      "allow",
    ]);
  });

  test("one that never ends says so", () => {
    const always: GraphFreeze = {
      kind: "weekly",
      days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
      zone: "UTC",
    };
    expect(freezeGate([always], at("2026-11-20T10:00")).reason).toBe("Changes are frozen with no end in sight.");
  });
});

test("freezes that meet are told as one, with all their reasons", () => {
  const after: GraphFreeze = { ...YEAR_END, from: "2027-01-04", to: "2027-01-05", reason: "stock-taking" };
  expect(freezeGate([YEAR_END, after], at("2027-01-03T12:00")).reason).toBe(
    "Changes are frozen until 2027-01-06 00:00 Europe/Berlin (2027-01-05T23:00Z): End of year.",
  );
  const other: GraphFreeze = { ...YEAR_END, reason: "audit" };
  expect(freezeGate([YEAR_END, other], at("2027-01-03T12:00")).reason).toContain(": End of year; audit.");
});

test.each<[string, GraphFreeze]>([
  ["zone", { ...YEAR_END, zone: "Mars/Olympus" }],
  ["day", { ...YEAR_END, from: "2026-02-30" }],
  ["time", { ...WEEKEND, from: "24:00" }],
])("a freeze whose %s is none lets nothing through, whatever the others say", (_, freeze) => {
  expect(freezeGate([YEAR_END, freeze], at("2026-06-01T12:00")).answer).toBe("unknown");
});

describe("an override", () => {
  const override: FreezeOverride = {
    v: 1,
    service: "orders",
    environment: "prod",
    digest: digestBytes("release"),
    reason: "payments fail",
    by: "anna",
    at: "2026-12-24T11:00:00.000Z",
    confirmedBy: "ben",
  };
  const now = at("2026-12-24T12:00");
  const ask = (change: Partial<FreezeOverride>, when = now) => freezeGate([YEAR_END], when, { ...override, ...change });

  test("of one person that another confirmed lets through, and says who and why", () => {
    expect(ask({}).answer).toBe("allow");
    expect(ask({}).reason).toMatch(/End of year\. anna asked to pass it, ben confirmed it: payments fail$/);
  });

  test.each<[string, Partial<FreezeOverride>, RegExp]>([
    ["that nobody confirmed", { confirmedBy: undefined }, /nobody else has confirmed/],
    ["that the same person confirmed", { confirmedBy: "@Anna" }, /nobody else has confirmed/],
    ["without a reason", { reason: "  " }, /no reason/],
    ["of the day before", { at: "2026-12-23T11:59:00.000Z" }, /older than a day/],
    ["of a time to come", { at: "2026-12-24T12:11:00.000Z" }, /which is to come/],
    ["without a time", { at: "soon" }, /older than a day/],
  ])("%s does not", (_, change, message) => {
    expect(ask(change).answer).toBe("deny");
    expect(ask(change).reason).toMatch(message);
  });

  test("is not needed where nothing is frozen", () => {
    expect(ask({ confirmedBy: undefined }, at("2026-12-01T12:00")).answer).toBe("allow");
  });
});

/** The same question put minute by minute to the clock on the wall, as a person would: an independent answer. */
function isFrozenByTheWall(freeze: GraphFreeze, instant: number): boolean {
  const clock = (when: number) =>
    new Intl.DateTimeFormat("sv-SE", { timeZone: freeze.zone, dateStyle: "short", timeStyle: "short" }).format(when);
  const [day = "", time = ""] = clock(instant).split(" ");
  if (freeze.kind === "dates") return freeze.from <= day && day <= freeze.to;
  const nameOf = (date: string) =>
    new Date(`${date}T12:00Z`).toLocaleDateString("en-US", { weekday: "short", timeZone: "UTC" }).toLowerCase();
  const before = new Date(Date.parse(`${day}T12:00Z`) - 86_400_000).toISOString().slice(0, 10);
  const isOn = (date: string) => freeze.days.some((name) => name === nameOf(date));
  const { from = "00:00", to = "24:00" } = freeze;
  const isOvernight = to <= from;
  if (isOn(day) && from <= time && (isOvernight || time < to)) return true;
  return isOvernight && isOn(before) && time < to;
}

/** True near an hour that is shown twice: there a window may be longer than the wall says, never shorter. */
function isNearAChange(zone: string, instant: number): boolean {
  const offset = (when: number) =>
    new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).format(when).split("GMT")[1];
  return offset(instant - 26 * 3_600_000) !== offset(instant + 26 * 3_600_000);
}

const zones = fc.constantFrom(
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Sao_Paulo",
  "America/Havana",
  "Africa/Cairo",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Apia",
);
const minutes = fc.integer({ min: Date.UTC(2010, 0) / 60_000, max: Date.UTC(2030, 0) / 60_000 });
const days = fc.constantFrom<Weekday>("mon", "tue", "wed", "thu", "fri", "sat", "sun");
const times = fc
  .record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.constantFrom(0, 1, 30, 59) })
  .map(({ hour, minute }) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
const weekly: fc.Arbitrary<GraphFreeze> = fc
  .record({ days: fc.uniqueArray(days, { minLength: 1 }), from: fc.option(times), to: fc.option(times), zone: zones })
  .map(({ days, from, to, zone }) => ({
    kind: "weekly",
    days,
    zone,
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
  }));

describe("the laws", () => {
  const day = (minute: number) => new Date(minute * 60_000).toISOString().slice(0, 10);
  const dates: fc.Arbitrary<readonly [GraphFreeze, number]> = fc
    .tuple(minutes, fc.integer({ min: 0, max: 20 }), fc.integer({ min: -3_000, max: 30_000 }), zones)
    .map(([start, length, away, zone]) => [
      { kind: "dates", from: day(start), to: day(start + length * 1_440), zone },
      (start + away) * 60_000,
    ]);
  const cases = fc.oneof(
    dates,
    fc.tuple(
      weekly,
      minutes.map((minute) => minute * 60_000),
    ),
  );

  test("a freeze holds when the clock on the wall says so", () => {
    fc.assert(
      fc.property(cases, ([freeze, instant]) => {
        const found = freezeWindowAt(freeze, instant) !== undefined;
        const expected = isFrozenByTheWall(freeze, instant);
        if (found !== expected) {
          expect(expected, "a window is never shorter than the wall says").toBe(false);
          expect(isNearAChange(freeze.zone, instant), "nor longer, but where clocks are put back").toBe(true);
        }
      }),
      { numRuns: RUNS },
    );
  });

  test("it holds until the end that is told, and not at the end", () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 0, max: 1, noNaN: true }), ([freeze, instant], part) => {
        if (freezeWindowAt(freeze, instant) === undefined) return;
        const end = freezeEnd([freeze], instant);
        if (end === undefined) return;
        expect(end).toBeGreaterThan(instant);
        expect(freezeWindowAt(freeze, end)).toBeUndefined();
        const between = Math.floor(instant + (end - 1 - instant) * part);
        expect(freezeWindowAt(freeze, between)).toBeDefined();
      }),
      { numRuns: RUNS },
    );
  });
});
