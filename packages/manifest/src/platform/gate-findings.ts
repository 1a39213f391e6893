import type { PlatformEnvironment } from "../generated/platform.ts";

/** Something wrong with what an environment asks before anything changes. */
export interface GateFlaw {
  readonly code: "manifest/invalid-value" | "manifest/missing-key";
  /** Below the environment. */
  readonly path: readonly string[];
  readonly message: string;
  readonly suggestions: readonly string[];
}

const EXAMPLES = [
  "Write days: `{ from: 2026-12-20, to: 2027-01-03, zone: Europe/Berlin }`.",
  'Or days of every week: `{ weekly: { days: [fri], from: "16:00", to: "08:00" }, zone: Europe/Berlin }`.',
];

/**
 * What the schema cannot say of an environment's gates: a freeze has either days or a week.
 *
 * @param isWritten whether a key stands in the document at a path below the environment, also with a value that the schema refuses
 */
export function gateFlaws(
  name: string,
  { gates }: PlatformEnvironment,
  isWritten: (path: readonly string[]) => boolean,
): readonly GateFlaw[] {
  return (gates?.freeze ?? []).flatMap(({ from, to, weekly }, index): readonly GateFlaw[] => {
    const path = ["gates", "freeze", String(index)];
    const has = (key: string): boolean => isWritten([...path, key]);
    if (weekly && (from !== undefined || to !== undefined))
      return [
        {
          code: "manifest/invalid-value",
          path: [...path, "weekly"],
          message: `A freeze of ${name} has both days of every week and days of one time.`,
          suggestions: ["Make two of it."],
        },
      ];
    if (has("weekly") || (has("from") && has("to"))) return [];
    const isHalf = has("from") || has("to");
    return [
      {
        code: "manifest/missing-key",
        path,
        message: isHalf
          ? `A freeze of ${name} has no ${has("from") ? "last" : "first"} day.`
          : `A freeze of ${name} says not when it is.`,
        suggestions: isHalf ? [`Add \`${has("from") ? "to" : "from"}:\`, which may be the same day.`] : EXAMPLES,
      },
    ];
  });
}
