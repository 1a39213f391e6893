import { Secret } from "@towpath/core";

/** The token that an input gives; undefined where it is blank, or the default that only a runner fills in. */
export function tokenOf(text: string): Secret | undefined {
  return text === "" || text.startsWith("${{") ? undefined : new Secret(text);
}
