import { basename } from "node:path";
import { errorMessage, type Files } from "@towpath/core";
import { isTrustedRoot, readPublicKey, type Trust, type TrustedIdentity, type TrustedKey } from "@towpath/evidence";
import { expandPath, type PlatformEvidence } from "@towpath/manifest";
import { OperationError } from "../errors.ts";

/**
 * Whom a platform believes: its public keys, and the identity of its pipelines. Nobody where it says nothing of evidence.
 *
 * @param files what the platform's own files are read with
 * @throws {EvidenceError} `evidence/key-unusable`
 * @throws {OperationError} `operation/evidence-file` for a file that is not there or is none
 */
export function trustOf(evidence: PlatformEvidence | undefined, files: Files): Trust {
  if (!evidence) return { keys: [] };
  const keys = evidence.publicKeys
    .flatMap((path) => expandPath(path, "/", files))
    .map((path): TrustedKey => readPublicKey(textOf(path, files), basename(path)));
  const { keyless } = evidence;
  // Without a root nobody can say whose certificate is one.
  if (keyless?.trustedRoot === undefined) return { keys };
  const { issuer, identity, repository, ref, trustedRoot } = keyless;
  const root = trustedRootOf(trustedRoot, files);
  return { keys, identity: { issuer, identity, repository, ref, trustedRoot: root } };
}

/** Sigstore's trusted root. @throws {OperationError} `operation/evidence-file` */
export function trustedRootOf(path: string, files: Files): TrustedIdentity["trustedRoot"] {
  const value: unknown = parsed(textOf(path, files), path);
  if (isTrustedRoot(value)) return value;
  throw unusable(path, "it is no trusted root of Sigstore");
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unusable(path, "it is no JSON", error);
  }
}

function textOf(path: string, files: Files): string {
  let bytes: Uint8Array | undefined;
  try {
    bytes = files.read(path);
  } catch (error) {
    throw unusable(path, errorMessage(error), error);
  }
  if (bytes) return new TextDecoder().decode(bytes);
  throw unusable(path, "it is not there");
}

function unusable(path: string, why: string, cause?: unknown): OperationError {
  return new OperationError({
    code: "operation/evidence-file",
    message: `The file ${path}, which the platform names below \`evidence:\`, cannot be used: ${why}.`,
    hint: "Its path is relative to the platform's file. towpath platform check says what else is wrong.",
    cause,
  });
}
