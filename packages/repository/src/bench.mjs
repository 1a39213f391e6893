import { build, follow, install } from "./prepare.mjs";

install();
await build();
process.exitCode = await follow("node", [
  "--conditions=@towpath/source",
  "packages/bench/src/main.ts",
  ...process.argv.slice(2),
]);
