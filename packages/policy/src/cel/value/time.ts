const SECOND = 1_000_000_000n;
const FIRST = -62_135_596_800n * SECOND;
const LAST = 253_402_300_800n * SECOND - 1n;
/** What 64 bits hold: some 292 years. */
const LONGEST = 2n ** 63n - 1n;

const UNITS: Readonly<Record<string, bigint>> = {
  h: 3600n * SECOND,
  m: 60n * SECOND,
  s: SECOND,
  ms: 1_000_000n,
  us: 1000n,
  µs: 1000n,
  ns: 1n,
};

/** A point in time, in nanoseconds since 1970 in UTC, from year 1 to 9999. */
export class Timestamp {
  readonly nanoseconds: bigint;

  /** @throws {RangeError} outside of those years */
  constructor(nanoseconds: bigint) {
    if (nanoseconds < FIRST || nanoseconds > LAST) throw new RangeError("the time is not between the years 1 and 9999");
    this.nanoseconds = nanoseconds;
  }

  static of(date: Date): Timestamp {
    return new Timestamp(BigInt(date.getTime()) * 1_000_000n);
  }

  /** Reads RFC 3339, nanoseconds at most. @throws {RangeError} for anything else */
  static parse(text: string): Timestamp {
    const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i.exec(text);
    const [, day = "", time = "", fraction = "", zone = ""] = match ?? [];
    const date = new Date(`${day}T${time}Z`);
    if (!match || Number.isNaN(date.getTime()) || !date.toISOString().startsWith(day)) {
      throw new RangeError(`"${text.slice(0, 60)}" is no time as RFC 3339 writes it: 2026-11-22T12:00:00Z`);
    }
    const sign = zone.startsWith("-") ? -1 : 1;
    const [hours = 0, minutes = 0] = zone.length > 1 ? zone.slice(1).split(":").map(Number) : [];
    const offset = sign * (hours * 60 + minutes) * 60_000;
    return new Timestamp(BigInt(date.getTime() - offset) * 1_000_000n + BigInt(fraction.padEnd(9, "0") || "0"));
  }

  /** The whole milliseconds, as a date; its fields are those of UTC. */
  get date(): Date {
    return new Date(Number(floorDivide(this.nanoseconds, 1_000_000n)));
  }

  toString(): string {
    const [whole = ""] = this.date
      .toISOString()
      .replace(/^[+-]00/, "")
      .split(".");
    const rest = this.nanoseconds - floorDivide(this.nanoseconds, SECOND) * SECOND;
    return `${whole}${fractionText(rest)}Z`;
  }
}

/** A length of time, in nanoseconds. */
export class Duration {
  readonly nanoseconds: bigint;

  /** @throws {RangeError} where it is longer than 292 years */
  constructor(nanoseconds: bigint) {
    if (nanoseconds > LONGEST || nanoseconds < -LONGEST) throw new RangeError("the duration is too long");
    this.nanoseconds = nanoseconds;
  }

  /** Reads what Go writes: `1h30m`, `-1.5s`. https://pkg.go.dev/time#ParseDuration @throws {RangeError} for anything else */
  static parse(text: string): Duration {
    const wrong = () => new RangeError(`"${text.slice(0, 60)}" is no duration: write 90s, 1h30m or 0.5s`);
    const [, sign = "", rest = ""] = /^([+-]?)(.*)$/s.exec(text) ?? [];
    if (rest === "0") return new Duration(0n);
    if (rest.length > 100 || !/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:h|ms|m|s|us|µs|ns))+$/.test(rest)) throw wrong();
    let sum = 0n;
    for (const [, whole = "", fraction = "", unit = ""] of rest.matchAll(/(\d*)(?:\.(\d*))?(h|ms|m|s|us|µs|ns)/g)) {
      const nanoseconds = UNITS[unit] ?? 0n;
      const digits = fraction.slice(0, 15);
      sum += BigInt(whole || "0") * nanoseconds + (BigInt(digits || "0") * nanoseconds) / 10n ** BigInt(digits.length);
    }
    return new Duration(sign === "-" ? -sum : sum);
  }

  toString(): string {
    const isNegative = this.nanoseconds < 0n;
    const size = isNegative ? -this.nanoseconds : this.nanoseconds;
    return `${isNegative ? "-" : ""}${size / SECOND}${fractionText(size % SECOND)}s`;
  }
}

function fractionText(nanoseconds: bigint): string {
  return nanoseconds === 0n ? "" : `.${nanoseconds.toString().padStart(9, "0").replace(/0+$/, "")}`;
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
