import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { onLoopback } from "../servers/on-loopback.ts";

/** A registry with one package: the platform. */
export interface PlatformPackage extends AsyncDisposable {
  /** As a workflow names it. */
  readonly name: string;
  /** The registry's address, for npm. */
  readonly registry: string;
}

const [NAME, VERSION] = ["@acme/platform", "2.1.0"];

/** Publishes a platform as npm would find it. @param scratch a folder that is not there yet */
export async function platformPackage(
  files: Readonly<Record<string, string>>,
  scratch: string,
): Promise<PlatformPackage> {
  const folder = join(scratch, "package");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: NAME, version: VERSION }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  execFileSync("tar", ["-czf", "archive.tgz", "package"], { cwd: scratch });
  const archive = readFileSync(join(scratch, "archive.tgz"));
  const integrity = `sha512-${createHash("sha512").update(archive).digest("base64")}`;
  const server = createServer((request, response) => {
    if (request.url === "/archive.tgz") return void response.end(archive);
    const version = { name: NAME, version: VERSION, dist: { tarball: `${registry}/archive.tgz`, integrity } };
    response.end(JSON.stringify({ name: NAME, "dist-tags": { latest: VERSION }, versions: { [VERSION]: version } }));
  });
  const { url: registry, close } = await onLoopback(server);
  return {
    name: `${NAME}@${VERSION}`,
    registry,
    [Symbol.asyncDispose]: close,
  };
}
