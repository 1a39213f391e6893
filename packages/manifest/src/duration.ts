const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration as documents write it (`30s`, `2m`) in milliseconds. @throws {RangeError} for what is none */
export function durationMs(text: string): number {
  const match = /^([0-9]{1,9})(ms|s|m|h|d)$/.exec(text);
  if (!match) throw new RangeError(`"${text}" is no duration.`);
  return Number(match[1]) * (UNITS[match[2] ?? ""] ?? 0);
}
