import { OperationError } from "../errors.ts";

/** A text with the addresses in it left without user, password and query. */
export function withoutPassword(text: string): string {
  return (
    text
      .replace(/\/\/[^/\s]*@/g, "//")
      // A password that was not encoded may hold a slash; behind a host and its port a slash begins the path.
      .replace(/\/\/[^/\s@:]+:(?!\d*\/)[^\s@]*@/g, "//")
      .replace(/^(?!npm:)[^/\s@:]+:(?!\/\/)[^\s@]*@/i, "")
      .replace(/(\/\/[^\s?#]*)\?[^#\s'"]*/g, "$1")
  );
}

/** A reference as a message shows it: without what may be a password, on one line, cut where it is long. */
export function shown(text: string): string {
  const safe = withoutPassword(text);
  return JSON.stringify(safe.length > 200 ? `${safe.slice(0, 200)}…` : safe);
}

/** A refusal of how a platform is named. */
export function wrongReference(message: string, hint: string): OperationError {
  return new OperationError({ code: "operation/platform-reference", message, hint });
}
