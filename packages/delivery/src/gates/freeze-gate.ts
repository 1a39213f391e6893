import { errorMessage } from "@towpath/core";
import type { GraphFreeze } from "@towpath/manifest";
import { FREEZE_OVERRIDE_MS, type FreezeOverride } from "./freeze-override.ts";
import { freezeEnd, freezeWindowAt } from "./freeze-window.ts";
import { allow, deny, type GateAnswer, unknown } from "./gate.ts";
import { isSamePerson } from "./person.ts";
import { wallTime } from "./zoned-time.ts";

/**
 * Whether an environment takes changes now. During a freeze it does with an override that names a reason, is confirmed by a
 * second person and is not older than a day.
 *
 * @param freezes in which none is asked for another environment
 * @param override of what is to be brought out, by `freezeOverrideOf`
 */
export function freezeGate(freezes: readonly GraphFreeze[], now: Date, override?: FreezeOverride): GateAnswer {
  let frozen: string | undefined;
  try {
    frozen = frozenSentence(freezes, now.getTime());
  } catch (error) {
    const todo = "Correct the freezes in the platform: days as 2026-12-20, times as 16:00, an IANA time zone.";
    return unknown("freeze", `Whether changes are frozen cannot be told: ${errorMessage(error)}`, todo);
  }
  if (frozen === undefined) {
    return allow("freeze", freezes.length === 0 ? "There is no freeze." : "No freeze holds now.");
  }
  if (!override) return deny("freeze", frozen, `Wait until it ends, or ask to pass it: ${ASK}.`);
  const { by, reason, confirmedBy, at } = override;
  const age = now.getTime() - Date.parse(at);
  if (age < -SKEW_MS) {
    return deny(
      "freeze",
      `${frozen} The override that ${by} asked for is of ${at}, which is to come.`,
      `Ask again: ${ASK}.`,
    );
  }
  if (!(age < FREEZE_OVERRIDE_MS)) {
    return deny(
      "freeze",
      `${frozen} The override that ${by} asked for at ${at} is older than a day.`,
      `Ask again: ${ASK}.`,
    );
  }
  if (reason.trim() === "") return deny("freeze", `${frozen} The override gives no reason.`, `Ask again: ${ASK}.`);
  if (confirmedBy === undefined || isSamePerson(confirmedBy, by)) {
    const todo = `Somebody else than ${by} confirms it with towpath approve, for the same digest.`;
    return deny("freeze", `${frozen} ${by} asks to pass it (${reason}); nobody else has confirmed that.`, todo);
  }
  return allow("freeze", `${frozen} ${by} asked to pass it, ${confirmedBy} confirmed it: ${reason}`);
}

/** By how much clocks of two machines may differ, in milliseconds. */
const SKEW_MS = 10 * 60_000;
const ASK = "towpath deploy --override-freeze REASON, which a second person confirms with towpath approve";

function frozenSentence(freezes: readonly GraphFreeze[], now: number): string | undefined {
  // Every one is read, also where one holds already: a mistake in another is not met on the day after.
  const holding = freezes.filter((freeze) => freezeWindowAt(freeze, now) !== undefined);
  const [first] = holding;
  if (!first) return undefined;
  const end = freezeEnd(freezes, now);
  const until = end === undefined ? "with no end in sight" : `until ${shownEnd(end, first.zone)}`;
  const reasons = [...new Set(holding.flatMap(({ reason }) => reason?.replace(/\.$/, "") ?? []))].join("; ");
  return `Changes are frozen ${until}${reasons === "" ? "" : `: ${reasons}`}.`;
}

/** By the clock of the zone, and by that of the logs where it is another one. */
function shownEnd(end: number, zone: string): string {
  const wall = `${shownWall(end, zone)} ${zone}`;
  return shownWall(end, zone) === shownWall(end, "UTC") ? wall : `${wall} (${shownUtc(end)})`;
}

function shownWall(instant: number, zone: string): string {
  const { year, month, day, hour, minute } = wallTime(instant, zone);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
}

function shownUtc(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 16)}Z`;
}
