import { canonicalJson } from "@towpath/core";
import type { Waiver } from "@towpath/manifest/policy";

/**
 * Where a waiver stands: in the platform, in the service's files as they are agreed (the base branch, or a working copy that
 * is trusted), or in a proposal such as a pull request, which may not waive a mandatory rule by itself.
 */
export type WaiverSource = "platform" | "base" | "proposed";

/** A waiver with where it stands. */
export interface SourcedWaiver {
  readonly waiver: Waiver;
  readonly source: WaiverSource;
}

/**
 * The waivers of a proposal: what it takes out is gone, and what it adds or widens is proposed. One that the base has, too,
 * for the same rule, subject and bound and for at least as long, is agreed.
 */
export function sourceWaivers(proposed: readonly Waiver[], base: readonly Waiver[]): readonly SourcedWaiver[] {
  const agreed = Map.groupBy(base, extent);
  return proposed.map((waiver) => {
    const isAgreed = agreed
      .get(extent(waiver))
      ?.some(({ created, expires }) => created === waiver.created && waiver.expires <= expires);
    return { waiver, source: isAgreed ? "base" : "proposed" };
  });
}

function extent({ id, rule, subject, allow }: Waiver): string {
  return canonicalJson({ id, rule, subject: { ...subject }, allow: allow ?? null });
}
