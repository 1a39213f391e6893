type Path = readonly string[];

/** Where placeholders are filled in. `*` is one name, `**` any way below. */
const FILLED: readonly Path[] = [
  "metadata.labels.*",
  "build.run.**",
  "test.run.**",
  "resources.*.settings.**",
  "resources.*.annotations.*",
  "workloads.*.annotations.*",
  "workloads.*.route.host",
  "workloads.*.deploy.migrate",
  "workloads.*.deploy.smoke",
  ...["workloads.*", "workloads.*.containers.*"].flatMap((container) =>
    ["run", "image", "command.*", "args.*", "variables.*", "files.*.content", "volumes.*.source", "volumes.*.path"].map(
      (key) => `${container}.${key}`,
    ),
  ),
].map((pattern) => pattern.split("."));

/** Whether the placeholders of a text are filled in, by its path in the manifest. Everywhere else it stays as it is written. */
export function isFilled(path: Path): boolean {
  return FILLED.some((pattern) => fits(pattern, path));
}

function fits(pattern: Path, path: Path): boolean {
  for (const [index, segment] of pattern.entries()) {
    if (segment === "**") return true;
    if (path[index] === undefined || (segment !== "*" && segment !== path[index])) return false;
  }
  return pattern.length === path.length;
}
