import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the checkout. */
export const root = resolve(fileURLToPath(new URL("../../..", import.meta.url)));

const binaries = join(root, "node_modules", ".bin");
const stamp = join(root, "node_modules", ".towpath-installed");

/**
 * The environment of every command below: Node 24 from node_modules first, unless the host's own Node is asked for. Tests
 * start hundreds of processes from the same sources: what one has compiled, the next one reads.
 */
export const environment = {
  NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "towpath-compiled"),
  ...process.env,
  PATH: `${binaries}${delimiter}${process.env.PATH ?? ""}`,
  DO_NOT_TRACK: "1",
  TURBO_TELEMETRY_DISABLED: "1",
};

/** Says what happens now, where a person watches. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Ends with a message that says what to do, and no stack. */
export function fail(text, code = 1) {
  say(text);
  process.exit(code);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(
    `Towpath needs Node 20.19 or newer to set itself up; this is ${process.versions.node}. Install one, then run the same command again.`,
    2,
  );
}

/** What is installed answers to the lock file: its digest, or undefined where nothing was installed. */
function installed() {
  return existsSync(stamp) ? readFileSync(stamp, "utf8").trim() : undefined;
}

/** Installs what the lock file says unless that is done, and takes Node 24 from there. */
export function install() {
  checkNode();
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (installed() !== wanted) {
    const isFirst = !existsSync(join(root, "node_modules"));
    say(
      isFirst
        ? "Installing what Towpath is built with (once, about half a minute) …"
        : "The lock file has changed: installing …",
    );
    // Not `npm ci`: it refuses where a registry lacks an optional package of a platform that this is not.
    const result = run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]);
    if (result !== 0)
      fail(
        "npm could not install the dependencies; its message is above. With the network back, run the same command again.",
        3,
      );
    mkdirSync(join(root, "node_modules"), { recursive: true });
    writeFileSync(stamp, `${wanted}\n`);
  }
  chooseNode();
}

/** Puts the registry's Node out of the way where the host's own is asked for, and back where it is not. */
function chooseNode() {
  const [here, aside] = [join(binaries, "node"), join(binaries, ".node-of-the-registry")];
  const isHost = process.env.TOWPATH_NODE === "host";
  const [from, to] = isHost ? [here, aside] : [aside, here];
  if (lstatSync(from, { throwIfNoEntry: false })) renameSync(from, to);
}

/** Builds every package, or those that a filter names, and counts them meanwhile; what is built already is skipped. */
export async function build(...filters) {
  const task = ["run", "build", ...filters.map((filter) => `--filter=${filter}`)];
  let done = 0;
  const show = (text) => process.stderr.write(process.stderr.isTTY ? `\r\u001b[2K${text}` : `${text}\n`);
  show("Building …");
  const child = spawn(join(binaries, "turbo"), [...task, "--output-logs=hash-only", "--ui=stream"], {
    cwd: root,
    env: environment,
    stdio: ["ignore", "pipe", "ignore"],
  });
  child.stdout.setEncoding("utf8").on("data", (text) => {
    done += text.match(/:build: cache (?:hit|miss)/g)?.length ?? 0;
    if (process.stderr.isTTY) show(`Building … package ${done}`);
  });
  const code = await new Promise((ended) => child.on("close", ended).on("error", () => ended(1)));
  if (process.stderr.isTTY) show("");
  if (code === 0) return;
  // Once more for what failed alone, with all that the compiler says.
  turbo(task, { isQuiet: true });
  fail("The build failed; the compiler's message is above.", 1);
}

/** Runs turbo; quiet shows the output of failed tasks only. @returns the exit code */
export function turbo(args, { isQuiet = false } = {}) {
  const output = isQuiet
    ? ["--output-logs=errors-only", "--log-prefix=none"]
    : ["--output-logs=new-only", "--log-order=grouped"];
  const concurrency = args[0] === "run" ? [...output, "--ui=stream"] : [];
  return run(
    join(binaries, "turbo"),
    [...args, ...concurrency],
    isQuiet ? { stdio: ["ignore", "ignore", "inherit"], echoOnFailure: true } : {},
  );
}

/** Runs a command in the checkout to its end. @returns the exit code */
export function run(file, args, { stdio = "inherit", cwd = root, env = environment, echoOnFailure = false } = {}) {
  const options = echoOnFailure ? { cwd, env, encoding: "utf8", maxBuffer: 2 ** 28 } : { cwd, env, stdio };
  const result = spawnSync(file, args, options);
  if (result.error) fail(`${file} could not be started: ${result.error.message}`, 3);
  if (echoOnFailure && result.status !== 0) process.stderr.write(`${result.stdout}${result.stderr}`);
  return result.status ?? 130;
}

/** Runs a command and hands on signals, so that Ctrl-C reaches it and its own ending is ours. @returns its exit code */
export function follow(file, args, { cwd = root, env = environment } = {}) {
  const child = spawn(file, args, { cwd, env, stdio: "inherit" });
  // A terminal sends Ctrl-C to the child itself; a second one would end it before it has finished its step.
  const handOn = (signal) => (signal === "SIGINT" && process.stdin.isTTY) || child.kill(signal);
  process.on("SIGINT", handOn);
  process.on("SIGTERM", handOn);
  return new Promise((ended) => child.on("close", (code) => ended(code ?? 130)));
}
