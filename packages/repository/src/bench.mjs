import { build, follow, install } from "./prepare.mjs";

install();
build();
process.exitCode = await follow("node", [
  "--conditions=@towpath/source",
  "packages/bench/src/main.ts",
  ...process.argv.slice(2),
]);
