import type { Secret } from "@towpath/core";
import { evidenceError } from "../errors.ts";
import { type Signer, signWith } from "./signer.ts";

/** Where an identity becomes a certificate, and where that is witnessed. */
export interface KeylessOptions {
  /** An OpenID Connect token of the run, for the audience `sigstore`; asked for with each statement, for it does not live long. */
  readonly identityToken: () => Promise<Secret>;
  /** Sigstore's own when absent. Without a slash at its end. */
  readonly fulcioUrl?: string | undefined;
  readonly rekorUrl?: string | undefined;
  /** How long each of them may take, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** How often each of them is asked again. */
  readonly retries?: number | undefined;
}

const TIMEOUT_MS = 15_000;
const RETRIES = 2;

/**
 * Signs with the identity of a run: a key that lives for one statement, a certificate for it by Fulcio
 * (https://github.com/sigstore/fulcio/blob/main/docs/how-certificate-issuing-works.md), an entry in Rekor's log that proves when.
 */
export function keylessSigner(options: KeylessOptions): Signer {
  const { identityToken, timeoutMs: timeout = TIMEOUT_MS, retries = RETRIES } = options;
  return {
    name: "the identity of this run",
    async sign(statement) {
      const token = await identityToken();
      requireToken(token);
      const { DEFAULT_FULCIO_URL, DEFAULT_REKOR_URL, FulcioSigner, RekorWitness } = await import("@sigstore/sign");
      const reach = { timeout, retry: { retries } };
      const fulcioBaseURL = options.fulcioUrl ?? DEFAULT_FULCIO_URL;
      const rekorBaseURL = options.rekorUrl ?? DEFAULT_REKOR_URL;
      try {
        return await signWith(
          statement,
          new FulcioSigner({
            ...reach,
            fulcioBaseURL,
            identityProvider: { getToken: async () => token.reveal() },
          }),
          [new RekorWitness({ ...reach, rekorBaseURL })],
        );
      } catch (error) {
        throw notSigned(error, token, fulcioBaseURL, rekorBaseURL);
      }
    },
  };
}

/** The library puts a token that it cannot read into its message. */
function requireToken(token: Secret): void {
  const [, claims = ""] = token.reveal().split(".");
  try {
    const value: unknown = JSON.parse(Buffer.from(claims, "base64url").toString("utf8"));
    if (typeof value === "object" && value !== null && "sub" in value) return;
  } catch {
    // said below
  }
  throw evidenceError({
    code: "evidence/not-signed",
    kind: "fault",
    message: "The identity token of this run is none that a certificate can be had for.",
    hint: 'In GitHub Actions the job needs the permission "id-token: write".',
  });
}

function notSigned(error: unknown, token: Secret, fulcioUrl: string, rekorUrl: string): Error {
  const codes: Readonly<Record<string, string>> = {
    CA_CREATE_SIGNING_CERTIFICATE_ERROR: `${fulcioUrl} issued no certificate`,
    TLOG_CREATE_ENTRY_ERROR: `${rekorUrl} took no entry`,
    TLOG_FETCH_ENTRY_ERROR: `${rekorUrl} did not give the entry`,
  };
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const said = cause instanceof Error ? cause.message.replaceAll(token.reveal(), "***") : "";
  return evidenceError({
    code: "evidence/not-signed",
    kind: "fault",
    message: `The statement was not signed: ${codes[code] ?? "the signing services failed"}${said ? ` (${said.slice(0, 300)})` : ""}.`,
    hint: "Run the command again; what was done before is recorded. Where the services cannot be reached, sign with a key of the platform's own: evidence.key.",
  });
}
