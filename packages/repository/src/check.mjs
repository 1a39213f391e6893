import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build, install, root, run, say, turbo } from "./prepare.mjs";

/** The published packages' folders. */
const published = readdirSync(join(root, "packages"))
  .map((name) => join("packages", name))
  .filter((folder) => existsSync(join(root, folder, "package.json")))
  .filter((folder) => !JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")).private);

/** Those that are imported; what is only run has no types. */
const imported = published.filter(
  (folder) => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")).exports,
);

const every = (folders, command) => folders.map((folder) => command(folder)).find((code) => code !== 0) ?? 0;

/** Changesets that the release could not read: each begins with the packages that it is about, between two lines of ---. */
function checkChangesets() {
  const names = published.map((folder) => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")).name);
  const folder = join(root, ".changeset");
  const broken = readdirSync(folder).filter((file) => {
    if (!file.endsWith(".md") || file === "README.md") return false;
    const [, head] =
      /^---\n((?:"[^"\n]+": (?:major|minor|patch)\n)+)---\n\n\S/.exec(readFileSync(join(folder, file), "utf8")) ?? [];
    return !head || [...head.matchAll(/^"([^"]+)"/gm)].some(([, name]) => !names.includes(name));
  });
  for (const file of broken) say(`.changeset/${file} does not begin with packages of this repository.`);
  return broken.length;
}

/** Each check: its name, how it runs, how to mend what it finds. */
const checks = [
  ["types", () => run("tsc", ["-p", "tsconfig.json"]), "Mend the types above."],
  [
    "lint and format",
    () => run("biome", ["ci", "--error-on-warnings", "--reporter=summary", "."]),
    "npm run fix mends most of it.",
  ],
  [
    "floors",
    () => run("turbo", ["boundaries"], { echoOnFailure: true, stdio: "ignore" }),
    "Import only from lower floors, and name each import in the package's package.json.",
  ],
  ["dead code", () => run("knip", ["--no-progress"]), "Delete what nothing uses, or use it."],
  [
    "versions",
    () => run("sherif", ["--fail-on-warnings"], { echoOnFailure: true }),
    "Use one version of a library everywhere.",
  ],
  ["changesets", checkChangesets, 'Begin them with ---, lines such as "towpath": minor, and --- again.'],
  ["generated files", () => turbo(["run", "generate:check"], { isQuiet: true }), "npm run fix writes them again."],
  [
    "package faces",
    () => every(published, (folder) => run("publint", ["--strict", folder], { echoOnFailure: true })),
    "Mend the exports and files of that package.json.",
  ],
  [
    "package types",
    () =>
      every(imported, (folder) =>
        run("attw", ["--pack", folder, "--profile", "esm-only", "--format", "ascii"], { echoOnFailure: true }),
      ),
    "Mend the types in that package's exports.",
  ],
  ["tests", () => turbo(["run", "test", "--concurrency=2"]), "The failed tests are named above."],
];

install();
await build();
const failed = [];
for (const [name, check, cure] of checks) {
  say(`Checking ${name} …`);
  if (check() !== 0) failed.push(`  ${name}: ${cure}`);
}
say(failed.length === 0 ? `All ${checks.length} checks passed.` : `Failed:\n${failed.join("\n")}`);
process.exitCode = failed.length === 0 ? 0 : 1;
