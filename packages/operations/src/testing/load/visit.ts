/** One request of a visitor, or one message of theirs. */
export interface Visit {
  /** What was asked: `POST /echo`. */
  readonly what: string;
  /** In milliseconds since 1970, as long as the clock is not set meanwhile. */
  readonly began: number;
  readonly ended: number;
  readonly status?: number | undefined;
  /** Of the artifact that answered, as the proxy says. */
  readonly digest?: string | undefined;
  /** Why there was no whole and right answer. */
  readonly lost?: string | undefined;
}

/** Now, finer than a date. */
export function instant(): number {
  return performance.timeOrigin + performance.now();
}
