import type { Signer } from "@sigstore/verify";

/** What the certificate of a run says of it; what it does not say is absent. */
export interface CertificateFacts {
  /** Its subject alternative name. */
  readonly subject?: string | undefined;
  readonly issuer?: string | undefined;
  readonly repository?: string | undefined;
  readonly ref?: string | undefined;
}

/** https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
const SOURCE_REPOSITORY_URI = "1.3.6.1.4.1.57264.1.12";
const SOURCE_REPOSITORY_REF = "1.3.6.1.4.1.57264.1.14";

/** The number of UTF8String in DER. */
const UTF8_STRING = 12;

/** @param identity of a certificate whose chain was verified */
export async function certificateFacts(identity: Signer["identity"]): Promise<CertificateFacts> {
  const { ASN1Obj } = await import("@sigstore/core");
  const textOf = (wanted: string): string | undefined => {
    const found = (identity?.oids ?? []).filter(({ oid }) => oid?.id.join(".") === wanted);
    const [only] = found;
    if (!only || found.length > 1) return undefined;
    try {
      const { tag, value } = ASN1Obj.parseBuffer(Buffer.from(only.value));
      const isText = tag.isUniversal() && !tag.constructed && tag.number === UTF8_STRING;
      return isText ? new TextDecoder("utf-8", { fatal: true }).decode(value) : undefined;
    } catch {
      return undefined; // what is no text says nothing
    }
  };
  return {
    subject: identity?.subjectAlternativeName,
    issuer: identity?.extensions?.issuer,
    repository: textOf(SOURCE_REPOSITORY_URI),
    ref: textOf(SOURCE_REPOSITORY_REF),
  };
}
