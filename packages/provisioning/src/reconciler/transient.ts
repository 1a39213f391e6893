/** By a symbol of everybody's, for a driver's package may have another copy of this one; an error that is frozen by a set. */
const MARK = Symbol.for("towpath.transient");
const marked = new WeakSet<Error>();
/** A cause may lead in a circle. */
const DEEPEST = 16;
const CODES = new Set(["EAGAIN", "ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EAI_AGAIN"]);

/** Marks an error as one that may be gone at the next try: the reconciler then tries again, with growing pauses. */
export function transient<E extends Error>(error: E): E {
  marked.add(error);
  Reflect.defineProperty(error, MARK, { value: true });
  return error;
}

/** True for an error that was marked, and for what the network throws on a bad day, also as a cause. */
export function isTransient(error: unknown): boolean {
  try {
    let cause = error;
    for (let depth = 0; depth < DEEPEST && cause instanceof Error; depth += 1) {
      if (marked.has(cause) || Reflect.get(cause, MARK) === true) return true;
      if ("code" in cause && typeof cause.code === "string" && CODES.has(cause.code)) return true;
      cause = cause.cause;
    }
    return false;
  } catch {
    return false; // it throws when it is looked at
  }
}
