import { type Effects, Secret } from "@towpath/core";
import { keylessSigner, keySigner, type Signer } from "@towpath/evidence";
import { identitySource, requestIdentity } from "@towpath/github";
import type { PlatformEvidence } from "@towpath/manifest";

/** Who the audience of a run's identity is: what Fulcio asks for. */
const AUDIENCE = "sigstore";

/** Who signs here, or why nobody does. */
export type SignerHere = { readonly signer: Signer } | { readonly why: string };

/**
 * The key that the platform names, where it is there; else the identity of this run, where the platform believes one and the run
 * has one.
 *
 * @throws {EvidenceError} `evidence/key-unusable` for a key that is there and is none
 */
export function signerOf(
  evidence: PlatformEvidence | undefined,
  effects: Pick<Effects, "clock" | "fetch" | "signal" | "variables">,
): SignerHere {
  if (!evidence) return { why: "The platform says nothing of how evidence is signed: `evidence:`." };
  const { key, keyless } = evidence;
  const pem = key && effects.variables[key.variable];
  if (key && pem) return { signer: keySigner(new Secret(pem), `$${key.variable}`) };
  const identity = identitySource(effects.variables);
  if (keyless && identity) {
    const { fulcio: fulcioUrl, rekor: rekorUrl } = keyless;
    const identityToken = () => requestIdentity(identity, AUDIENCE, effects);
    return { signer: keylessSigner({ identityToken, fulcioUrl, rekorUrl }) };
  }
  const missing = [
    ...(key ? [`$${key.variable} is not set`] : []),
    ...(keyless ? ['this run has no identity (permission "id-token: write")'] : []),
  ];
  return { why: missing.length > 0 ? `${missing.join(", and ")}.` : "The platform names no key: `evidence.key`." };
}
