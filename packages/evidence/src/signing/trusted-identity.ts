import type { JsonObject } from "@towpath/core";
import type { CertificateFacts } from "./certificate-facts.ts";

/** A run whose statements are believed, by what its certificate says. A pattern holds for a whole text; `*` stands for any part of it. */
export interface TrustedIdentity {
  /**
   * Sigstore's TrustedRoot: whose certificates and logs count
   * (https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_trustroot.proto).
   */
  readonly trustedRoot: JsonObject;
  /** The issuer of the token: `https://token.actions.githubusercontent.com`. */
  readonly issuer: string;
  /** Patterns of the subject, which for GitHub is the workflow that the job stands in; one of them has to hold. */
  readonly identity: readonly string[];
  /** Patterns of the repository that the workflow ran for, `https://github.com/acme/*`; any when absent. */
  readonly repository?: readonly string[] | undefined;
  /** Patterns of the ref that it ran for, `refs/heads/main`; any when absent. */
  readonly ref?: readonly string[] | undefined;
}

/** Why what a certificate says is not believed: what it says, and what would be. Undefined where it is. */
export function identityFlaw(
  certificate: CertificateFacts,
  trusted: Omit<TrustedIdentity, "trustedRoot">,
): string | undefined {
  const { subject, issuer, repository, ref } = certificate;
  const flaws = [
    unlike(subject, matching(subject, trusted.identity), "it is signed by", "its certificate does not say who signed"),
    unlike(
      issuer,
      { believed: [trusted.issuer], isOne: issuer === trusted.issuer },
      "its identity was issued by",
      "its certificate does not say who issued its identity",
    ),
    unlike(
      repository,
      matching(repository, trusted.repository),
      "it was signed for the repository",
      "its certificate names no repository that it was signed for",
    ),
    unlike(
      ref,
      matching(ref, trusted.ref),
      "it was signed for the ref",
      "its certificate names no ref that it was signed for",
    ),
  ].filter((one) => one !== undefined);
  return flaws.length === 0 ? undefined : flaws.join("; and ");
}

interface Matching {
  readonly believed: readonly string[];
  readonly isOne: boolean;
}

/** Undefined where nothing is asked for. */
function matching(said: string | undefined, patterns: readonly string[] | undefined): Matching | undefined {
  return (
    patterns && {
      believed: patterns,
      isOne: patterns.some((one) => said !== undefined && identityPattern(one).test(said)),
    }
  );
}

function unlike(
  said: string | undefined,
  match: Matching | undefined,
  what: string,
  unsaid: string,
): string | undefined {
  if (!match || match.isOne) return undefined;
  const whom = match.believed.length === 0 ? "nothing" : match.believed.join(" or ");
  return `${said === undefined ? unsaid : `${what} ${said}`}, and the platform believes ${whom}`;
}

/** Anchored at both ends; only `*` means anything. */
export function identityPattern(identity: string): RegExp {
  const parts = identity.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "u");
}
