import type { PostgresMajor } from "../server-packages/server-package.ts";

/**
 * A collation by the one name that it is compared by: `C`, `C.UTF-8`, or a language tag (BCP 47). `en_US.utf8` and
 * `en-US` are the same. Undefined for what is none of them.
 */
export function collationName(written: string): string | undefined {
  if (/^(C|POSIX)$/i.test(written)) return "C";
  if (/^C\.utf-?8$/i.test(written)) return "C.UTF-8";
  const tag = written.replace(/\.utf-?8$/i, "").replaceAll("_", "-");
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

/** The part of CREATE DATABASE that gives a new database this collation. Safe to put into a statement. */
export function collationClause(name: string, major: PostgresMajor): string {
  if (name === "C") return "LOCALE_PROVIDER libc LOCALE 'C'";
  if (name === "C.UTF-8") {
    const isBuiltIn = Number(major) >= 17; // before, it is the machine's, where it has one
    return isBuiltIn
      ? "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
      : "LOCALE_PROVIDER libc LOCALE 'C.UTF-8'";
  }
  return `LOCALE_PROVIDER icu ICU_LOCALE '${name.replaceAll("'", "''")}' LOCALE 'C'`;
}

/** Where a machine lacks the locale of {@link collationClause}: the same order, letters beyond ASCII have no case. */
export const PLAINEST_COLLATION = "LOCALE_PROVIDER libc LOCALE 'C'";

/**
 * The name of what a database has: the inverse of {@link collationClause}.
 *
 * @param locale of its provider
 * @param wanted what it was made for: the plainest may stand for another one
 */
export function collationOf(locale: string, wanted: string | undefined): string {
  const name = collationName(locale) ?? locale;
  return name === "C" && wanted === "C.UTF-8" ? wanted : name;
}
