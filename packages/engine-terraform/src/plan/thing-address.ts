import { address } from "@towpath/core";

/** An address of Terraform's, taken apart. */
export interface ThingAddress {
  /** Label of the first module. */
  readonly label?: string | undefined;
  /** Without that module. */
  readonly local: string;
  /** {@link ThingAddress.local} as the beginning of a difference's path: a dot within a key is escaped. */
  readonly path: string;
  /** Names of all modules on the way, without their keys, and at last `TYPE.NAME`: where the configuration has it. */
  readonly modules: readonly string[];
  readonly name: string;
}

/**
 * Takes an address apart, as https://developer.hashicorp.com/terraform/cli/state/resource-addressing has it. A text that is
 * no address is a local name of the root's.
 */
export function thingAddress(text: string): ThingAddress {
  const segments = segmentsOf(text.toWellFormed()); // a plan is digested, and half a character has no digest
  const modules: string[] = [];
  let index = 0;
  while (segments[index] === "module" && index + 2 < segments.length) {
    modules.push(withoutKey(segments[index + 1] ?? ""));
    index += 2;
  }
  const [label] = modules;
  const rest = label === undefined ? segments : segments.slice(2);
  return {
    ...(label === undefined ? {} : { label }),
    local: rest.join("."),
    path: address(...rest),
    modules,
    name: withoutKey(segments.slice(index).join(".")),
  };
}

/** Splits at the dots that stand in no key: `x["a.b"]` is one segment. */
function segmentsOf(text: string): readonly string[] {
  if (!text.includes("[")) return text.split(".");
  const segments: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (isQuoted && character === "\\") index += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === "." && !isQuoted) {
      segments.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...segments, text.slice(start)];
}

function withoutKey(segment: string): string {
  const at = segment.indexOf("[");
  return at === -1 ? segment : segment.slice(0, at);
}
