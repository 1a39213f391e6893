import { existsSync } from "node:fs";
import { join } from "node:path";
import { build, environment, fail, follow, install, root, run, say } from "./prepare.mjs";

const cli = join(root, "packages", "cli", "dist", "main.js");
const manifest = join("examples", "orders", "towpath.yaml");
const isOnce = process.argv.includes("--once");

const unknown = process.argv.slice(2).filter((word) => word !== "--once");
if (unknown.length > 0) fail(`npm run demo takes --once and nothing else; it got ${unknown.join(" ")}.`, 2);
if (!existsSync(join(root, manifest))) fail(`${manifest} is missing: this is not a whole checkout.`, 2);

install();
build("towpath...");

// Its own environment variables could point the example at another platform.
delete environment.TOWPATH_PLATFORM;
const towpath = (...words) => follow("node", [cli, ...words]);

say("\n$ npx towpath up -f examples/orders/towpath.yaml");
const code = await towpath("up", "-f", manifest);
if (!isOnce || code !== 0) process.exit(code);

say("\n--once: proving it, then taking everything down again.");
for (const words of [
  ["status", "-e", "dev", "-f", manifest],
  ["plan", "-e", "dev", "-f", manifest],
  ["test", "-e", "dev", "-f", manifest],
]) {
  say(`\n$ npx towpath ${words.join(" ")}`);
  if ((await towpath(...words)) !== 0)
    fail("That failed; what was started is still there: npx towpath down -e dev.", 1);
}
const consent = ["--allow", "data-loss:resources.db", "--allow", "data-loss:resources.uploads"];
say(`\n$ npx towpath destroy -e dev --yes ${consent.join(" ")}`);
process.exitCode = run("node", [cli, "destroy", "-e", "dev", "-f", manifest, "--yes", ...consent]);
