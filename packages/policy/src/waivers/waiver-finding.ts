import { type Finding, makeFinding, type Place } from "@towpath/core";

/** What is said of waivers themselves. Nothing of it blocks: a waiver that does not count leaves the finding that does. */
export type WaiverCode =
  | "waiver/bound"
  | "waiver/comment"
  | "waiver/expired"
  | "waiver/expiring"
  | "waiver/not-waivable"
  | "waiver/not-yet"
  | "waiver/too-long"
  | "waiver/unknown-rule"
  | "waiver/unused";

/** What is particular about one of them. */
export interface WaiverFindingFacts {
  readonly code: WaiverCode;
  readonly message: string;
  readonly service: string | undefined;
  readonly environment?: string | undefined;
  /** The waiver's id, or the rule of a comment. */
  readonly about: string;
  readonly place: Place;
  readonly suggestions?: readonly string[];
}

export function waiverFinding(facts: WaiverFindingFacts): Finding {
  const { code, message, service, environment, about, place, suggestions } = facts;
  return makeFinding({
    code,
    message,
    docs: `packages/policy/docs/waivers.md#${code.replace("/", "")}`,
    level: "advisory",
    service,
    address: `waivers.${about}`,
    environments: environment === undefined ? [] : [environment],
    places: [place],
    suggestions,
    discriminator: code === "waiver/comment" ? message : undefined,
  });
}

/** Whether a finding is about a waiver, and not about what waivers are for. */
export function isOfWaiver({ code }: Finding): boolean {
  return code.startsWith("waiver/");
}

/** `1 day`, `12 days`. */
export function dayCount(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}
