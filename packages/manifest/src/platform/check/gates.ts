import { shown } from "../../finding.ts";
import type { PlatformEnvironment } from "../../generated/platform.ts";
import type { PlatformModel } from "../platform-model.ts";
import { dayOf, isDay, isTimeZone } from "./calendar.ts";
import type { Report } from "./reporter.ts";

type Gates = NonNullable<PlatformEnvironment["gates"]>;
type Freeze = NonNullable<Gates["freeze"]>[number];

/** Freezes that begin after they end, on no day, or in no time zone; that are over; and what is asked for twice. */
export function checkGates({ document, source }: PlatformModel, now: Date, report: Report): void {
  for (const [environment, { gates = {} }] of Object.entries(document.environments)) {
    const at = ["environments", environment, "gates"];
    for (const [index, freeze] of (gates.freeze ?? []).entries()) {
      const path = [...at, "freeze", index];
      const wrong = (key: readonly (string | number)[], message: string, suggestion: string): void =>
        report({
          code: "manifest/invalid-value",
          message,
          at: [source, [...path, ...key], "value"],
          suggestions: [suggestion],
        });
      checkFreeze(environment, freeze, wrong);
      if (freeze.to !== undefined && isDay(freeze.to) && freeze.to < dayOf(now))
        report({
          code: "manifest/unreachable",
          level: "advisory",
          message: `The freeze of ${environment} was over on ${freeze.to}.`,
          at: [source, path, "value"],
          suggestions: ["Take it out."],
        });
    }
    for (const [index, evidence] of (gates.requires ?? []).entries())
      if (gates.requires?.indexOf(evidence) !== index)
        report({
          code: "manifest/unreachable",
          level: "advisory",
          message: `The environment ${environment} requires ${evidence} twice.`,
          at: [source, [...at, "requires", index], "value"],
          suggestions: ["Take one of them out."],
        });
  }
}

function checkFreeze(
  environment: string,
  { from, to, weekly, zone }: Freeze,
  wrong: (key: readonly (string | number)[], message: string, suggestion: string) => void,
): void {
  for (const [key, day] of Object.entries({ from, to }))
    if (day !== undefined && !isDay(day)) wrong([key], `There is no day ${day}.`, "Mend the date.");
  if (from !== undefined && to !== undefined && from > to)
    wrong(["to"], `The freeze of ${environment} ends before it begins.`, "Change the two dates.");
  if (!isTimeZone(zone))
    wrong(["zone"], `${shown(zone)} is no time zone.`, 'Write an IANA name, such as "Europe/Berlin" or "UTC".');
  for (const [index, day] of (weekly?.days ?? []).entries())
    if (weekly?.days.indexOf(day) !== index)
      wrong(["weekly", "days", index], `The freeze of ${environment} names ${day} twice.`, "Take one of them out.");
}
