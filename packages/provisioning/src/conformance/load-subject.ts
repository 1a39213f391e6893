import type { ConformanceSubject, SubjectModule } from "./subject.ts";

/**
 * Takes a subject from its module.
 *
 * @throws {TypeError} for a module whose default export is none
 */
export async function loadSubject({ url, argument }: SubjectModule): Promise<ConformanceSubject> {
  const { default: exported }: { readonly default?: unknown } = await import(url);
  const subject: unknown = typeof exported === "function" ? await exported(argument) : exported;
  if (isSubject(subject)) return subject;
  throw new TypeError(`${url} exports no subject as its default: an object with driver, type and example.`);
}

function isSubject(value: unknown): value is ConformanceSubject {
  return (
    typeof value === "object" &&
    value !== null &&
    "driver" in value &&
    typeof value.driver === "function" &&
    "type" in value &&
    "example" in value
  );
}
