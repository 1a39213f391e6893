import { canonicalJson } from "./json.ts";

/** `sha256:` and 64 lower-case hexadecimal digits, as OCI writes it. */
export type Digest = `sha256:${string}`;

/** True for a digest in full. */
export function isDigest(value: unknown): value is Digest {
  return typeof value === "string" && /^sha256:[0-9a-f]{64}$/.test(value);
}

/** The SHA-256 of bytes, or of a text's UTF-8. */
export function digestBytes(bytes: Uint8Array | string): Digest {
  // Not imported: it is a fifth of what an empty Node costs, and `towpath --help` takes no digest.
  return `sha256:${process.getBuiltinModule("node:crypto").createHash("sha256").update(bytes).digest("hex")}`;
}

/** The SHA-256 of a value's canonical JSON (RFC 8785). */
export function digestJson(value: unknown): Digest {
  return digestBytes(canonicalJson(value));
}

/** The first twelve digits, for people: `sha256:ab12cd34ef56`. */
export function shortDigest(digest: string): string {
  return digest.slice(0, "sha256:".length + 12);
}

/**
 * What makes a finding the same finding in the next run: its code and what it is about, not the line it stands at.
 * 32 hexadecimal digits.
 */
export function fingerprint(parts: {
  readonly code: string;
  readonly service?: string | undefined;
  readonly address: string;
  readonly discriminator?: string | undefined;
}): string {
  const { code, service = "", address, discriminator = "" } = parts;
  // A message cuts long values, which may leave half of a surrogate pair.
  const texts = [code, service, address, discriminator].map((text) => text.toWellFormed());
  return digestJson(texts).slice("sha256:".length, "sha256:".length + 32);
}
