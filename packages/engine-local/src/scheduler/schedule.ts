import { Cron } from "croner";

/**
 * When a schedule is due next, in UTC: no hour comes twice or never, and it is the same on every machine. Where both a day of
 * the month and a day of the week are said, one of them will do (crontab(5)).
 *
 * @param schedule five cron fields; six begin with seconds
 * @returns undefined for one that is never due, such as the 30th of February
 * @throws {Error} for what is no schedule
 */
export function nextDue(schedule: string, after: Date): Date | undefined {
  return new Cron(schedule, { timezone: "UTC", paused: true }).nextRun(after) ?? undefined;
}
