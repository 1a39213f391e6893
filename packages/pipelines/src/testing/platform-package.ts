import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

/** A registry with one package: the platform. */
export interface PlatformPackage extends AsyncDisposable {
  /** As a workflow names it. */
  readonly name: string;
  /** The registry's address, for npm. */
  readonly registry: string;
}

const [NAME, VERSION] = ["@acme/platform", "2.1.0"];

/** Publishes a platform. @param scratch a folder that is not there yet */
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
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const bound = server.address();
  const registry = `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`;
  return {
    name: `${NAME}@${VERSION}`,
    registry,
    [Symbol.asyncDispose]: async () => {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}
