import type { Draft, DraftWorkload } from "./draft.ts";
import { comment, flow, literal, scalar, template } from "./yaml-text.ts";

/** How wide a line may be that holds a list. */
const WIDTH = 100;

/** The manifest as a person would lay it out, with what to know beside it. */
export function manifestText(draft: Draft): string {
  const parts = [
    head(draft),
    toolchain(draft),
    [...build(draft), ...test(draft)],
    workload(draft),
    resources(draft),
    environments(draft),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function head({ schema, platform, name, owner, description }: Draft): readonly string[] {
  return [
    `# yaml-language-server: $schema=${comment(schema)}`,
    "apiVersion: towpath.dev/v1",
    "kind: Service",
    ...(platform === undefined ? [] : [`platform: ${scalar(platform)}`]),
    "metadata:",
    `  name: ${scalar(name)}`,
    owner === undefined ? "  # owner: the-team # who is asked when it fails" : `  owner: ${scalar(owner)}`,
    ...(description === undefined ? [] : [`  description: ${scalar(literal(description))}`]),
  ];
}

function toolchain({ toolchain: tools }: Draft): readonly string[] {
  if (tools.size === 0) return [];
  const members = [...tools].map(([tool, version]) => `${tool}: ${JSON.stringify(version)}`);
  return [`toolchain: { ${members.join(", ")} } # what a pipeline installs before the commands`];
}

function build({ build: { run, output }, dockerfile }: Draft): readonly string[] {
  const lines = [
    ...commands(run.map(literal)),
    ...list("output", output, "what is packed: all that the service finds where it runs"),
  ];
  if (lines.length === 0) return [];
  return [
    "build:",
    ...lines,
    ...(dockerfile === undefined
      ? []
      : [`  # For engines that run images: image: { dockerfile: ${comment(dockerfile)} } in place of output.`]),
  ];
}

function commands(run: readonly string[]): readonly string[] {
  const [only] = run;
  if (only === undefined) return [];
  if (run.length === 1) return [`  run: ${scalar(only)}`];
  const inBrackets = `  run: ${flow(run)}`;
  return inBrackets.length <= WIDTH ? [inBrackets] : ["  run:", ...run.map((one) => `    - ${scalar(one)}`)];
}

function list(key: string, texts: readonly string[], why: string): readonly string[] {
  if (texts.length === 0) return [];
  const line = `  ${key}: ${flow(texts)}`;
  if (line.length + why.length + 3 <= WIDTH) return [`${line} # ${why}`];
  if (line.length <= WIDTH) return [`  # ${why}`, line];
  return [`  ${key}: # ${why}`, ...texts.map((one) => `    - ${scalar(one)}`)];
}

function test({ test: tests }: Draft): readonly string[] {
  if (!tests) return [];
  return [
    "test:",
    `  run: ${scalar(literal(tests.run))}`,
    ...(tests.with.length === 0 ? [] : [`  with: ${flow(tests.with)} # started empty for the tests, then taken down`]),
    ...(tests.junit === undefined ? [] : [`  reports: { junit: ${scalar(tests.junit)} }`]),
  ];
}

function environments({ environments: names }: Draft): readonly string[] {
  if (names.length === 0) return [];
  return ["environments: # those that run images", ...names.map((name) => `  ${scalar(name)}: {}`)];
}

function workload({ workload: one, score, unusedScore }: Draft): readonly string[] {
  if (score !== undefined) return ["workload:", `  score: ${scalar(score)} # what runs, and what it needs`];
  if (!one)
    return [
      ...(unusedScore === undefined
        ? []
        : [`# For engines that run images: workload: { score: ${comment(unusedScore)} }`]),
      "# Nothing here says how the service is started:",
      "# workload:",
      "#   run: node server.js",
      "#   port: 8080",
    ];
  return [
    "workload:",
    ...(unusedScore === undefined
      ? []
      : [`  # For engines that run images: score: ${comment(unusedScore)} in place of all that follows here.`]),
    `  run: ${scalar(literal(one.run))}`,
    `  port: ${one.port} # where it is reached; the variable PORT tells it where to listen`,
    one.health === undefined
      ? "  # health: { path: /healthz } # asked before it gets traffic"
      : `  health: { path: ${scalar(one.health)} }`,
    ...variables(one),
    ...(one.migrate === undefined
      ? []
      : ["  deploy: # migrate runs before a new release gets traffic", `    migrate: ${scalar(literal(one.migrate))}`]),
  ];
}

function variables({ variables: set, unset }: DraftWorkload): readonly string[] {
  const open = unset.map((line) => `  ${set.length > 0 ? "  " : ""}# ${comment(line)}`);
  if (set.length > 0)
    return ["  variables:", ...set.map(({ name, value }) => `    ${name}: ${template(value)}`), ...open];
  return open.length > 0 ? ["  # variables:", ...open.map((line) => line.replace("# ", "#   "))] : [];
}

function resources({ resources: all, missing }: Draft): readonly string[] {
  const notes = missing.map((line) => `# ${comment(line)}`);
  if (all.length === 0) return notes;
  return [
    "resources:",
    ...all.map(({ name, type, version }) => {
      const more = version === undefined ? "" : `, version: ${JSON.stringify(version)}`;
      return `  ${name}: { type: ${scalar(type)}${more} }`;
    }),
    ...notes.map((line) => `  ${line}`),
  ];
}
