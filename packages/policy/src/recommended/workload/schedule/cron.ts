/** When a schedule lets a job run. Minutes of the day, sorted; months from 1, days of the month from 1. */
export interface Schedule {
  readonly minutes: readonly number[];
  readonly months: readonly number[];
  /** Absent where every day of the month will do. */
  readonly days: readonly number[] | undefined;
  /** Whether it also runs on days of the week, whatever day of the month they are. */
  readonly alsoOnWeekdays: boolean;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * Reads five cron fields that a document was held against already, as Kubernetes does: where both days are restricted, one
 * of them is enough. Undefined for what is no schedule. https://pkg.go.dev/github.com/robfig/cron/v3
 */
export function readSchedule(text: string): Schedule | undefined {
  const [minute, hour, day, month, weekday, ...more] = text.split(" ");
  if (minute === undefined || hour === undefined || day === undefined || month === undefined || weekday === undefined)
    return undefined;
  if (more.length > 0) return undefined;
  const [minutes, hours] = [numbersIn(minute, 0, 59), numbersIn(hour, 0, 23)];
  const isEveryDay = day.startsWith("*") && !day.includes("/");
  return {
    minutes: hours.flatMap((one) => minutes.map((of) => one * 60 + of)),
    months: numbersIn(month, 1, 12, MONTHS),
    days: isEveryDay ? undefined : numbersIn(day, 1, 31),
    alsoOnWeekdays: !day.startsWith("*") && !weekday.startsWith("*"),
  };
}

/** The shortest time between two runs, in minutes; a day where it runs once a day at most. */
export function shortestGap({ minutes }: Schedule): number {
  const first = minutes[0] ?? 0;
  let shortest = 1_440;
  for (const [index, minute] of minutes.entries()) {
    const next = minutes[index + 1] ?? first + 1_440;
    shortest = Math.min(shortest, next - minute);
  }
  return shortest;
}

const DAYS_IN = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether there is a day on which it runs: the thirtieth of February never comes. */
export function everRuns({ months, days, alsoOnWeekdays }: Schedule): boolean {
  if (days === undefined || alsoOnWeekdays) return true;
  return months.some((month) => days.some((day) => day <= (DAYS_IN[month - 1] ?? 0)));
}

/** `*`, `5`, `1-5`, `mon`, each with `/2` behind it, and lists of them; sorted. */
function numbersIn(field: string, lowest: number, highest: number, names: readonly string[] = []): readonly number[] {
  const numbers = new Set<number>();
  const numberOf = (written: string): number => {
    const named = names.indexOf(written.toLowerCase());
    return named >= 0 ? named + lowest : Number(written);
  };
  for (const part of field.split(",")) {
    const [range = "", step] = part.split("/");
    const [from = "", to] = range.split("-");
    const isAll = range === "*";
    const first = isAll ? lowest : numberOf(from);
    const last = isAll || (to === undefined && step !== undefined) ? highest : numberOf(to ?? from);
    for (let number = first; number <= Math.min(last, highest); number += Math.max(1, Number(step ?? 1)))
      numbers.add(number);
  }
  return [...numbers].sort((a, b) => a - b);
}
