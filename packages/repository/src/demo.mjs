import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, environment, fail, follow, install, root, say } from "./prepare.mjs";

const cli = join(root, "packages", "cli", "dist", "main.js");
const manifest = join("examples", "orders", "towpath.yaml");
const isOnce = process.argv.includes("--once");

const unknown = process.argv.slice(2).filter((word) => word !== "--once");
if (unknown.length > 0) fail(`npm run demo takes --once and nothing else; it got ${unknown.join(" ")}.`, 2);
if (!existsSync(join(root, manifest))) fail(`${manifest} is missing: this is not a whole checkout.`, 2);

install();
await build("towpath...");

// Its own environment variables could point the example at another platform.
delete environment.TOWPATH_PLATFORM;
const towpath = (...words) => follow("node", [cli, ...words, "-e", "dev", "-f", manifest]);

/** Says what a person would type, and does it. */
async function show(...words) {
  say(`\n$ npx towpath ${words.join(" ")} -e dev -f ${manifest}`);
  return towpath(...words);
}

if (!isOnce) process.exit(await show("up"));

// Apart from what the user has, so that a demo that runs already is left in peace.
const home = mkdtempSync(join(tmpdir(), "towpath-demo-"));
chmodSync(home, 0o711); // servers may run as another user
environment.TOWPATH_HOME = home;
const consent = ["resources.db", "resources.uploads"].flatMap((address) => ["--allow", `data-loss:${address}`]);
let code = 0;
for (const words of [["up"], ["status"], ["plan"], ["test"]]) code ||= await show(...words);
const end = await show("destroy", "--yes", ...consent);
if (end === 0) rmSync(home, { recursive: true, force: true });
else say(`Not everything could be taken down: see TOWPATH_HOME=${home}.`);
if (code === 0 && end === 0) say("\nThe demo ran, was proved, and is gone again.");
process.exitCode = code || end;
