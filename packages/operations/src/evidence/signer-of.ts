import { type Effects, Secret } from "@towpath/core";
import { keylessSigner, keySigner, outsideWindow, type Signer, type Trust } from "@towpath/evidence";
import { identitySource, requestIdentity } from "@towpath/github";
import type { PlatformEvidence } from "@towpath/manifest";

/** Who the audience of a run's identity is: what Fulcio asks for. */
const AUDIENCE = "sigstore";

/** Who signs here, or why nobody does. */
export type SignerHere = { readonly signer: Signer } | { readonly why: string };

/**
 * The key that the platform names, where it is there and believed; else the identity of this run, where the platform believes
 * one and the run has one.
 *
 * @throws {EvidenceError} `evidence/key-unusable` for a key that is there and is none
 */
export function signerOf(
  evidence: PlatformEvidence | undefined,
  trust: Trust,
  effects: Pick<Effects, "clock" | "fetch" | "signal" | "variables">,
): SignerHere {
  if (!evidence) return { why: "The platform says nothing of how evidence is signed: `evidence:`." };
  const { key, keyless } = evidence;
  const pem = key && effects.variables[key.variable];
  if (key && pem) return believed(keySigner(new Secret(pem), `$${key.variable}`), key.variable, trust, effects);
  const identity = identitySource(effects.variables);
  if (keyless && identity && trust.identity) {
    const { fulcio: fulcioUrl, rekor: rekorUrl } = keyless;
    const identityToken = () => requestIdentity(identity, AUDIENCE, effects);
    return { signer: keylessSigner({ identityToken, fulcioUrl, rekorUrl }) };
  }
  const missing = [
    ...(key ? [`$${key.variable} is not set`] : []),
    ...(keyless && !identity ? ['this run has no identity (permission "id-token: write")'] : []),
    ...(keyless && !trust.identity
      ? ["no trusted root is named that its identity could be believed by (`evidence.keyless.trustedRoot`)"]
      : []),
  ];
  return {
    why: missing.length > 0 ? `${capital(missing.join(", and "))}.` : "The platform names no key: `evidence.key`.",
  };
}

/** A record only grows: what nobody would believe must not get into it. */
function believed(signer: Signer, variable: string, trust: Trust, { clock }: Pick<Effects, "clock">): SignerHere {
  const known = trust.keys.find(({ id }) => id === signer.keyId);
  if (!known)
    return {
      why: `The ${signer.name} in $${variable} is none of the platform's public keys (\`evidence.publicKeys\`).`,
    };
  const outside = outsideWindow(known, clock.now());
  return outside === undefined ? { signer } : { why: `${capital(outside)}; it is the one in $${variable}.` };
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
