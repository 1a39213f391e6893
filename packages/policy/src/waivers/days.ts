const DAY = 86_400_000;

/** The day of an instant in UTC, as `2027-01-30`. */
export function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}

/** Whether a text is a day that there is. */
export function isDay(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && dayOf(date) === text;
}

/** How many whole days lie between two days; less than zero where the second comes first. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
}

/** The day that is some days after another. */
export function dayAfter(from: string, days: number): string {
  return dayOf(new Date(Date.parse(`${from}T00:00:00Z`) + days * DAY));
}
