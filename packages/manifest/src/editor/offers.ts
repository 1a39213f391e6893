import type { Json, JsonObject } from "@towpath/core";
import type { Lifecycle, ResourceTypeManifest } from "../generated/resource-type.ts";

/** One of several values that there are to choose from, with what an editor says of it. */
export interface Offer {
  readonly value: string;
  readonly text: string;
}

/** The versions of a type that may be asked for. */
export function versionsOf({ versions }: ResourceTypeManifest): readonly Offer[] {
  return (versions ?? [])
    .filter(({ status }) => status !== "withdrawn")
    .map((one) => ({
      value: one.version,
      text: sentences(lifecycleText(one), one.patch === undefined ? "" : `Runs ${one.patch}.`),
    }));
}

/** The variants of a type that may be asked for. */
export function variantsOf({ variants = {} }: ResourceTypeManifest): readonly Offer[] {
  return Object.entries(variants)
    .filter(([, { status }]) => status !== "withdrawn")
    .map(([value, one]) => ({ value, text: lifecycleText(one) }));
}

/** The sizes of a type, each with its settings. */
export function sizesOf({ sizes = {} }: ResourceTypeManifest): readonly Offer[] {
  return Object.entries(sizes).map(([value, settings]) => ({
    value,
    text: `${Object.entries(settings)
      .map(([name, setting]) => `${name} ${typeof setting === "string" ? setting : JSON.stringify(setting)}`)
      .join(", ")}.`,
  }));
}

const STATUS = {
  preview: "Preview: to be tried, not for what matters.",
  current: "Current: the one to take, and the default.",
  supported: "Supported.",
  deprecated: "Deprecated",
  withdrawn: "Withdrawn",
} as const;

/** `Deprecated, accepted until 2027-06-30; take 17.` */
export function lifecycleText({ status, until, successor, docs }: Lifecycle): string {
  const isLeaving = status === "deprecated" || status === "withdrawn";
  const leaving = `${STATUS[status]}${until === undefined ? "" : `, accepted until ${until}`}${successor === undefined ? "" : `; take ${successor}`}.`;
  return sentences(isLeaving ? leaving : STATUS[status], docs ?? "");
}

/** Offers as a schema takes them; undefined where there are none. */
export function choice(offers: readonly Offer[]): JsonObject | undefined {
  if (offers.length === 0) return undefined;
  return {
    type: "string",
    enum: offers.map(({ value }): Json => value),
    enumDescriptions: offers.map(({ text }): Json => text),
  };
}

/** Offers of several types: the same value once, with what each type says of it. */
export function mergedOffers(all: readonly (readonly [type: string, offers: readonly Offer[]])[]): readonly Offer[] {
  const merged = new Map<string, string>();
  for (const [type, offers] of all)
    for (const { value, text } of offers) {
      const before = merged.get(value);
      merged.set(value, sentences(before ?? "", `${type}: ${text}`));
    }
  return [...merged].map(([value, text]) => ({ value, text }));
}

function sentences(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}
