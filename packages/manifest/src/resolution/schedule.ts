/** One field of a schedule: what it is called, from where to where it goes, and its names in their order, from the lowest. */
interface Field {
  readonly name: string;
  readonly lowest: number;
  readonly highest: number;
  readonly names?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: "minute", lowest: 0, highest: 59 },
  { name: "hour", lowest: 0, highest: 23 },
  { name: "day of the month", lowest: 1, highest: 31 },
  {
    name: "month",
    lowest: 1,
    highest: 12,
    names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  },
  { name: "day of the week", lowest: 0, highest: 6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];

/**
 * What is wrong with a schedule of five cron fields, as a sentence goes on behind "its schedule"; undefined when nothing is.
 * Kubernetes reads it the same way: https://pkg.go.dev/github.com/robfig/cron/v3, without its `@daily` and `?`.
 */
export function scheduleFault(text: string): string | undefined {
  const fields = text.split(" ");
  if (fields.length !== FIELDS.length || fields.includes("")) return "is not five cron fields";
  for (const [index, field] of FIELDS.entries()) {
    const written = fields[index] ?? "";
    const isRight = written.split(",").every((part) => isPart(part, field));
    if (!isRight) return `has "${written}" as its ${field.name}, which goes from ${field.lowest} to ${field.highest}`;
  }
  return undefined;
}

/** `*`, `5`, `1-5`, each with `/2` behind it. */
function isPart(part: string, field: Field): boolean {
  const [range = "", step, ...more] = part.split("/");
  if (more.length > 0 || (step !== undefined && !/^[1-9][0-9]?$/.test(step))) return false;
  if (range === "*") return true;
  const [from = "", to = from, ...further] = range.split("-");
  const first = numberOf(from, field);
  const last = numberOf(to, field);
  return further.length === 0 && first !== undefined && last !== undefined && first <= last;
}

function numberOf(text: string, { lowest, highest, names = [] }: Field): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + lowest;
  const value = /^[0-9]{1,2}$/.test(text) ? Number(text) : -1;
  return value >= lowest && value <= highest ? value : undefined;
}
