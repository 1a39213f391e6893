const MARK = Symbol.for("towpath.transient");
const CODES = new Set(["EAGAIN", "ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EAI_AGAIN"]);

/** Marks an error as one that may be gone at the next try: the reconciler then tries again, with growing pauses. */
export function transient<E extends Error>(error: E): E {
  Object.defineProperty(error, MARK, { value: true });
  return error;
}

/** True for an error that was marked, and for what the network throws on a bad day, also as a cause. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (Reflect.get(error, MARK) === true) return true;
  if ("code" in error && typeof error.code === "string" && CODES.has(error.code)) return true;
  return isTransient(error.cause);
}
