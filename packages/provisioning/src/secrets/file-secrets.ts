import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { errorMessage, Secret } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { SecretReader } from "../engine.ts";
import { provisioningError } from "../errors.ts";
import { systemCode } from "../store/file-store-errors.ts";

/** Where a service's own secrets stand on a developer's machine, beside its manifest. Git must ignore it. */
export const LOCAL_SECRETS_FILE = join(".towpath", "secrets.env");

/**
 * The local secret source: lines `NAME=VALUE` in `.towpath/secrets.env` beside the manifest, the name as the manifest's
 * `secrets` has it. A value may stand in quotes; `#` begins a line of comment. Read at each use, so that a line that was
 * just added counts.
 */
export function fileSecrets(graph: Pick<Graph, "service" | "secrets">): SecretReader {
  const path = join(graph.service.folder, LOCAL_SECRETS_FILE);
  return async (address) => {
    const declared = graph.secrets.find((secret) => secret.address === address);
    const name = declared?.name ?? address.replace(/^secrets\./, "");
    const value = (await readSecretsFile(path)).get(name);
    if (value !== undefined) return new Secret(value);
    throw provisioningError({
      code: "provisioning/secret-missing",
      message: `The secret "${name}" has no value here: ${path} has no line for it.`,
      place: declared?.origin.place,
      hint: `Add the line ${name}=VALUE to ${path}, and keep that file out of git.`,
    });
  };
}

async function readSecretsFile(path: string): Promise<ReadonlyMap<string, string>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return new Map();
    throw provisioningError({
      code: "provisioning/secrets-file",
      kind: "fault",
      message: `${path} cannot be read: ${errorMessage(error)}.`,
      hint: "Check its owner and permissions.",
      cause: error,
    });
  }
  return parseSecrets(text, path);
}

/** @throws {ProvisioningError} `provisioning/secrets-file` with the line's number, never with the line */
export function parseSecrets(text: string, path: string): ReadonlyMap<string, string> {
  const secrets = new Map<string, string>();
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const equals = line.indexOf("=");
    const name = line.slice(0, Math.max(0, equals)).trim();
    if (!/^[A-Za-z0-9._-]+$/.test(name))
      throw provisioningError({
        code: "provisioning/secrets-file",
        message: `Line ${index + 1} of ${path} is not NAME=VALUE.`,
        hint: "Write the secret's name as in the manifest, an equals sign, and the value, all on one line.",
        place: { file: path, range: { start: { line: index + 1, column: 1 }, end: { line: index + 1, column: 1 } } },
      });
    secrets.set(name, withoutQuotes(line.slice(equals + 1).trim()));
  }
  return secrets;
}

function withoutQuotes(value: string): string {
  const quoted = /^(["'])(.*)\1$/.exec(value);
  return quoted?.[2] ?? value;
}
