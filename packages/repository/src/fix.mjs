import { install, run, turbo } from "./prepare.mjs";

install();
run("biome", ["check", "--write", "."]);
process.exitCode = turbo(["run", "generate"]);
