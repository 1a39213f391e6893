import { OperationError } from "../errors.ts";

/** An address without its user and password. */
export function withoutPassword(text: string): string {
  return text.replace(/\/\/[^/\s]*@/g, "//").replace(/(\/\/[^\s?#]*)\?[^#\s'"]*/g, "$1");
}

/** A reference as a message shows it: on one line, cut where it is long. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}

/** A refusal of how a platform is named. */
export function wrongReference(message: string, hint: string): OperationError {
  return new OperationError({ code: "operation/platform-reference", message, hint });
}
