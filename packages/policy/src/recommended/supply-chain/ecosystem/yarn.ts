import type { Drift, Ecosystem } from "./ecosystem.ts";
import { jsonFile, objectAt } from "./json-file.ts";
import { dependenciesOf, hasDependencies, isElsewhere, overriddenName, placeIn } from "./package-json.ts";

/** Both formats name each range that they were written for: `"pg@^8.1.0", pg@^8.2.0:` and `"pg@npm:^8.1.0":`. */
export const yarn: Ecosystem = {
  name: "yarn",
  manifest: "package.json",
  locks: ["yarn.lock"],
  command: "yarn install",
  dependabot: ["npm"],
  needsLock: hasDependencies,
  drift(files, manifest, lock) {
    const value = jsonFile(files, manifest);
    const text = files.text(lock);
    if (!value || text === undefined) return [];
    const known = descriptorsIn(text);
    const overridden = new Set(Object.keys(objectAt(value, "resolutions")).map(overriddenName));
    const ranges = new Map([...known].map((one) => [one.slice(0, one.lastIndexOf("@")), one]));
    return [...dependenciesOf(value)].flatMap(([dependency, { group, range }]): readonly Drift[] => {
      if (
        isElsewhere(range) ||
        overridden.has(dependency) ||
        known.has(`${dependency}@${range}`) ||
        known.has(`${dependency}@npm:${range}`)
      )
        return [];
      const locked = ranges
        .get(dependency)
        ?.slice(dependency.length + 1)
        .replace(/^npm:/, "");
      return [{ dependency, wanted: range, locked, place: placeIn(files, manifest, group, dependency) }];
    });
  },
};

/** The keys of the entries: lines that are not indented and end with a colon. */
function descriptorsIn(text: string): ReadonlySet<string> {
  const keys = text.split(/\r?\n/).filter((line) => /^[^\s#].*:$/.test(line));
  return new Set(
    keys.flatMap((line) =>
      line
        .slice(0, -1)
        .split(",")
        .map((one) => one.trim().replace(/^"|"$/g, "")),
    ),
  );
}
