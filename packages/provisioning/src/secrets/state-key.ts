import { createHash, hkdfSync } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { errorMessage, Secret } from "@towpath/core";
import { provisioningError } from "../errors.ts";
import { systemCode } from "../store/file-store-errors.ts";

const KEY_BYTES = 32;

/** A key that seals what leaves this machine. */
export interface StateKey {
  /** Says which key it is and nothing about its value: 16 hexadecimal digits. */
  readonly id: string;
  /** Where it came from, for people: `the variable TOWPATH_STATE_KEY`. */
  readonly from: string;
  /** A key of 256 bits for one use, so that no two uses share one (HKDF, RFC 5869). */
  derive(use: string): Uint8Array<ArrayBuffer>;
}

/** Where a platform says that the key is. */
export type StateKeySource = { readonly variable: string } | { readonly file: string };

/**
 * The key of a state: base64 of 32 bytes in a variable, or in a file that only its owner may read.
 *
 * @returns undefined where the variable is not set or the file is not there
 * @throws {ProvisioningError} `provisioning/state-key` for what is no key, which never shows it
 */
export function readStateKey(
  source: StateKeySource,
  variables: Readonly<Record<string, string | undefined>>,
): StateKey | undefined {
  const from = "variable" in source ? `the variable ${source.variable}` : `the file ${source.file}`;
  const text = "variable" in source ? variables[source.variable] : fileText(source.file);
  return text === undefined || text === "" ? undefined : parseStateKey(new Secret(text), from);
}

/** A key from its text. @throws {ProvisioningError} `provisioning/state-key` */
export function parseStateKey(text: Secret, from: string): StateKey {
  const written = text.reveal().trim();
  const isBase64 = /^[A-Za-z0-9+/_-]+={0,2}$/.test(written);
  const bytes = Buffer.from(written, "base64");
  if (!isBase64 || bytes.length !== KEY_BYTES) {
    const what = isBase64 ? `it has ${bytes.length} bytes` : "it is no base64";
    throw stateKeyError(from, `${what}; expected base64 of ${KEY_BYTES} bytes`, "Make one: openssl rand -base64 32.");
  }
  return {
    id: createHash("sha256").update("towpath state key id\0").update(bytes).digest("hex").slice(0, 16),
    from,
    derive: (use) => new Uint8Array(hkdfSync("sha256", bytes, "", `towpath ${use}`, KEY_BYTES)),
  };
}

/** What is said where there is no key, with the way to make one. */
export function stateKeyMissing(source: StateKeySource): Error {
  const [from, how] =
    "variable" in source
      ? [`the variable ${source.variable} is not set`, `export ${source.variable}="$(openssl rand -base64 32)"`]
      : [`there is no file ${source.file}`, `(umask 077; openssl rand -base64 32 > '${source.file}')`];
  return provisioningError({
    code: "provisioning/state-key",
    message: `The state of this environment is sealed before it leaves the machine, and the key is missing: ${from}.`,
    hint: `Use the key that the others use. Where there is none yet, make one once and keep it safe, for nothing else opens the state: ${how}.`,
  });
}

function fileText(path: string): string | undefined {
  const from = `the file ${path}`;
  try {
    const { mode } = statSync(path);
    if ((mode & 0o077) !== 0 && process.platform !== "win32")
      throw stateKeyError(from, `others may read it (mode ${(mode & 0o777).toString(8)})`, `Run: chmod 600 '${path}'.`);
    return readFileSync(path, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    if (systemCode(error)?.startsWith("provisioning/")) throw error;
    throw stateKeyError(from, errorMessage(error), "Check its owner and permissions.");
  }
}

function stateKeyError(from: string, what: string, hint: string): Error {
  return provisioningError({
    code: "provisioning/state-key",
    message: `The key of the state from ${from} cannot be used: ${what}.`,
    hint,
  });
}
