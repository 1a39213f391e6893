import type { Signer as SigstoreSigner, Witness } from "@sigstore/sign";
import { canonicalJson, type Digest } from "@towpath/core";
import type { Statement } from "../statement/statement.ts";
import { PAYLOAD_TYPE, type SignedStatement, signedFrom } from "./signed-statement.ts";

/** Signs statements: with a key, or with the identity of a run. */
export interface Signer {
  /** Who signs, for people: `key sha256:ab12cd34ef56`. Without secrets. */
  readonly name: string;
  /** What its public key is known by; absent where it signs with an identity. */
  readonly keyId?: Digest | undefined;
  /** @throws {EvidenceError} `evidence/not-signed` where whoever has to certify or witness it does not */
  sign(statement: Statement): Promise<SignedStatement>;
}

/** Puts a statement into its envelope, has it signed and witnessed, and makes the bundle of it. */
export async function signWith(
  found: Statement,
  signer: SigstoreSigner,
  witnesses: Witness[] = [],
): Promise<SignedStatement> {
  // Loaded here: most commands sign nothing.
  const [{ DSSEBundleBuilder }, { bundleToJSON }] = await Promise.all([
    import("@sigstore/sign"),
    import("@sigstore/bundle"),
  ]);
  const builder = new DSSEBundleBuilder({ signer, witnesses });
  const bundle = await builder.create({ data: Buffer.from(canonicalJson(found)), type: PAYLOAD_TYPE });
  return signedFrom(JSON.parse(JSON.stringify(bundleToJSON(bundle))), "that was just made");
}
