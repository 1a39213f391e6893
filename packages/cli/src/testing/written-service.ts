import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "./run-towpath.ts";
import { SERVER } from "./small-service.ts";

const BUILD = `
import { copyFileSync, mkdirSync } from "node:fs";
mkdirSync("dist", { recursive: true });
copyFileSync("src/server.mjs", "dist/server.js");
`;

const TEST = `
if (!process.env.DATABASE_URL) throw new Error("The tests were given no database.");
`;

/** Writes the service around a manifest that says `npm run build`, `npm test` and `node dist/server.js`, and gives its folder. */
export function serviceOf(manifest: string): string {
  const folder = newFolder("orders");
  const scripts = { build: "node scripts/build.mjs", test: "node scripts/test.mjs" };
  const files = {
    "towpath.yaml": manifest,
    "package.json": JSON.stringify({ name: "orders", private: true, type: "module", scripts }),
    "src/server.mjs": SERVER,
    "scripts/build.mjs": BUILD,
    "scripts/test.mjs": TEST,
  };
  for (const name of ["src", "scripts"]) mkdirSync(join(folder, name));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}
