import { shown } from "../../finding.ts";
import type { PlatformModel } from "../platform-model.ts";
import { dayOf, isDay, isTimeZone } from "./calendar.ts";
import type { Report } from "./reporter.ts";

/** Freezes that begin after they end, on no day, or in no time zone; and those that are over. */
export function checkGates({ document, source }: PlatformModel, now: Date, report: Report): void {
  for (const [environment, { gates }] of Object.entries(document.environments))
    for (const [index, { from, to, zone }] of (gates?.freeze ?? []).entries()) {
      const path = ["environments", environment, "gates", "freeze", index];
      const wrong = (key: string, message: string, suggestion: string): void =>
        report({
          code: "manifest/invalid-value",
          message,
          at: [source, [...path, key], "value"],
          suggestions: [suggestion],
        });
      for (const [key, day] of [
        ["from", from],
        ["to", to],
      ] as const)
        if (!isDay(day)) wrong(key, `There is no day ${day}.`, "Mend the date.");
      if (from > to) wrong("to", `The freeze of ${environment} ends before it begins.`, "Change the two dates.");
      if (!isTimeZone(zone))
        wrong("zone", `${shown(zone)} is no time zone.`, 'Write an IANA name, such as "Europe/Berlin" or "UTC".');
      if (isDay(to) && to < dayOf(now))
        report({
          code: "manifest/unreachable",
          level: "advisory",
          message: `The freeze of ${environment} was over on ${to}.`,
          at: [source, path, "value"],
          suggestions: ["Take it out."],
        });
    }
}
