import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { findNpm } from "@towpath/engine-local/fetching";
import { temporaryFolder } from "./temporary-folder.ts";

const run = promisify(execFile);

/** An npm registry on this machine, with packages that npm itself packed. */
export interface LoopbackRegistry extends AsyncDisposable {
  readonly url: string;
  /** Paths that were asked for. */
  readonly requests: string[];
  /**
   * Publishes a version.
   *
   * @param change what the registry sends in place of the archive
   * @param vouchesFor whose digest it gives: of what npm packed, or of what it sends
   */
  publish(
    name: string,
    version: string,
    files: Readonly<Record<string, string>>,
    change?: (archive: Buffer) => Buffer,
    vouchesFor?: "packed" | "sent",
  ): Promise<void>;
  /** Answers everything with this status from now on. */
  refuse(status: number): void;
}

interface Packument {
  readonly name: string;
  readonly "dist-tags": { latest: string };
  readonly versions: Record<string, unknown>;
}

/** Starts a registry that knows nothing yet. */
export async function loopbackRegistry(): Promise<LoopbackRegistry> {
  const packages = new Map<string, Packument>();
  const archives = new Map<string, Buffer>();
  const requests: string[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "").slice(1);
    requests.push(path);
    const archive = archives.get(path);
    const found = archive ?? (packages.has(path) ? JSON.stringify(packages.get(path)) : undefined);
    response.statusCode = status === 200 && found === undefined ? 404 : status;
    response.end(status === 200 && found !== undefined ? found : '{"error":"no"}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  return {
    url,
    requests,
    publish: async (name, version, files, change = (archive) => archive, vouchesFor = "packed") => {
      const archive = await packed(name, version, files);
      const path = `${name}/-/${version}.tgz`;
      const sent = change(archive);
      archives.set(path, sent);
      const seen = vouchesFor === "sent" ? sent : archive;
      const integrity = `sha512-${createHash("sha512").update(seen).digest("base64")}`;
      const known = packages.get(name) ?? { name, "dist-tags": { latest: version }, versions: {} };
      known["dist-tags"].latest = version;
      known.versions[version] = { name, version, dist: { tarball: `${url}/${path}`, integrity } };
      packages.set(name, known);
    },
    refuse: (given) => {
      status = given;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function packed(name: string, version: string, files: Readonly<Record<string, string>>): Promise<Buffer> {
  const folder = temporaryFolder("package");
  for (const [path, text] of Object.entries({ "package.json": JSON.stringify({ name, version }), ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const npm = findNpm(process.env);
  if (!npm) throw new Error("There is no npm.");
  await run(npm.file, [...npm.args, "pack", "--ignore-scripts", "--silent"], { cwd: folder });
  const archive = readdirSync(folder).find((file) => file.endsWith(".tgz"));
  return readFileSync(join(folder, archive ?? ""));
}
