import { type JsonObject, own } from "@towpath/core";

/** An extension of a certificate. Those that are legacy hold a bare text, the others a UTF8String. */
export interface CertificateExtension {
  readonly oid: string;
  readonly value: string;
  readonly legacy: boolean;
}

/** Whom a certificate is for, and what else it says. */
export interface CertificateContent {
  readonly subject: string;
  readonly extensions: readonly CertificateExtension[];
}

const FULCIO = "1.3.6.1.4.1.57264.1";
const GITHUB = "https://github.com";

/**
 * What Fulcio writes into a certificate for a token: of a job of GitHub's the claims that it has a place for, of anybody else who
 * they are. Numbers: https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md. Which claim goes where:
 * https://github.com/sigstore/fulcio/blob/main/config/identity/config.yaml, at `github-workflow`.
 *
 * @throws {Error} where a claim is missing
 */
export function certificateContent(claims: JsonObject): CertificateContent {
  const text = (name: string): string => {
    const value = own(claims, name);
    if (typeof value === "string" && value !== "") return value;
    throw new Error(`the token has no ${name}`);
  };
  const issuer = [raw(1, text("iss")), encoded(8, text("iss"))];
  if (own(claims, "job_workflow_ref") === undefined) return { subject: text("sub"), extensions: issuer };
  const signer = `${GITHUB}/${text("job_workflow_ref")}`;
  const repository = `${GITHUB}/${text("repository")}`;
  return {
    subject: signer,
    extensions: [
      ...issuer,
      raw(2, text("event_name")),
      raw(3, text("sha")),
      raw(4, text("workflow")),
      raw(5, text("repository")),
      raw(6, text("ref")),
      encoded(9, signer),
      encoded(10, text("job_workflow_sha")),
      encoded(11, text("runner_environment")),
      encoded(12, repository),
      encoded(13, text("sha")),
      encoded(14, text("ref")),
      encoded(15, text("repository_id")),
      encoded(16, `${GITHUB}/${text("repository_owner")}`),
      encoded(17, text("repository_owner_id")),
      encoded(18, `${GITHUB}/${text("workflow_ref")}`),
      encoded(19, text("workflow_sha")),
      encoded(20, text("event_name")),
      encoded(21, `${repository}/actions/runs/${text("run_id")}/attempts/${text("run_attempt")}`),
      encoded(22, text("repository_visibility")),
      ...(own(claims, "environment") === undefined ? [] : [encoded(23, text("environment"))]),
    ],
  };
}

function raw(number: number, value: string): CertificateExtension {
  return { oid: `${FULCIO}.${number}`, value, legacy: true };
}

function encoded(number: number, value: string): CertificateExtension {
  return { oid: `${FULCIO}.${number}`, value, legacy: false };
}
