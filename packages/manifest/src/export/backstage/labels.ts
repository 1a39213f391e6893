import { entityName, isEntityName } from "./entity-name.ts";

/** What a manifest's labels become: labels where Backstage takes them, annotations otherwise. */
export interface Labels {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** The names of labels that had to become annotations. */
  readonly moved: readonly string[];
}

const DNS_LABEL = /^[a-z0-9]+(?:-+[a-z0-9]+)*$/;
const LONGEST_PREFIX = 253;

/** Splits labels by Backstage's rules: a value of at most 63 characters, and a name that may begin with a host's name. */
export function backstageLabels(written: Readonly<Record<string, string>>): Labels {
  const labels: Record<string, string> = {};
  const annotations: Record<string, string> = {};
  const moved: string[] = [];
  for (const [name, value] of Object.entries(written).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (isLabelName(name) && (value === "" || isEntityName(value))) labels[name] = value;
    else {
      // Never by its own name: annotations of some names steer Backstage.
      annotations[`towpath.dev/${entityName(`label.${name}`)}`] = value.toWellFormed();
      moved.push(name);
    }
  }
  return { labels, annotations, moved };
}

function isLabelName(name: string): boolean {
  const [suffix = "", prefix, ...more] = name.split("/").reverse();
  const isPrefix = prefix === undefined || (prefix.length <= LONGEST_PREFIX && prefix.split(".").every(isDnsLabel));
  return more.length === 0 && isPrefix && isEntityName(suffix);
}

function isDnsLabel(text: string): boolean {
  return text.length <= 63 && DNS_LABEL.test(text);
}
