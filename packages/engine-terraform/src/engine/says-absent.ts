import { TowpathError } from "@towpath/core";

/** What Terraform and providers say of an id under which there is nothing. */
const ABSENT = /no object exists with the given id|non-existent remote object|not found|does not exist/i;

/** Whether Terraform failed because what was to be taken over is not there; and over which of some texts it did. */
export function saysAbsent(error: unknown): ((text: string) => boolean) | undefined {
  if (!(error instanceof TowpathError)) return undefined;
  const said = [error.message, ...error.tail].join("\n");
  return ABSENT.test(said) ? (text) => said.includes(text) : undefined;
}
