import { environment, install, say, turbo } from "./prepare.mjs";

const isLong = process.argv.includes("--long");
install();
if (isLong) environment.TOWPATH_LONG = "1";
say(isLong ? "Building, then running every test with its full budget …" : "Building, then running the tests …");
// Tests start servers and measure nothing; two packages at a time keep a small machine responsive.
const code = turbo(["run", "test", "--concurrency=2", "--continue=dependencies-successful"]);
say(code === 0 ? "All tests passed." : "Some tests failed; they are named above.");
process.exitCode = code === 0 ? 0 : 1;
