// Bundles the service into dist/, so that it runs without node_modules. Does nothing when nothing has changed.
import "./install.mjs";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(import.meta.dirname);
const dist = join(root, "dist");
const stamp = join(dist, ".inputs");

const inputs = [
  fileURLToPath(import.meta.url),
  join(root, "package-lock.json"),
  ...readdirSync(join(root, "src")).map((file) => join(root, "src", file)),
];
const hash = createHash("sha256");
for (const file of inputs) hash.update(file.slice(root.length)).update("\0").update(readFileSync(file)).update("\0");
const digest = hash.digest("hex");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== digest) {
  const { build } = await import("esbuild");
  rmSync(dist, { recursive: true, force: true });
  await build({
    entryPoints: ["server", "migrate", "smoke"].map((name) => join(root, "src", `${name}.js`)),
    outdir: dist,
    absWorkingDir: root, // the same bytes wherever it is started
    bundle: true,
    splitting: true, // what only uploads need is a chunk of its own, loaded with the first upload
    external: ["apache-arrow"], // an optional way of listing blobs, which is not used
    platform: "node",
    format: "esm",
    target: "node22",
    legalComments: "none",
    logLevel: "warning",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  writeFileSync(stamp, digest);
}
