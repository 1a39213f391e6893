import { Secret } from "@towpath/core";
import type { OutputValue } from "@towpath/provisioning";

/** An output as its users get it. */
export function textOutput(outputs: Readonly<Record<string, OutputValue>>, name: string): string {
  const value = outputs[name];
  return value instanceof Secret ? value.reveal() : String(value);
}
