import { own } from "@towpath/core";
import { defineRule } from "../../rule/define-rule.ts";
import { type LockedPackage, npmLocks } from "./npm-packages.ts";

const MOST_NAMED = 3;

/** What is installed comes from where everyone looks, and is what was reviewed. */
export const lockSources = defineRule({
  id: "supply-chain/lock-sources",
  phase: "repository",
  select: { repository: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    params: { schema: { registries: { type: "list", default: [] } } },
    messages: {
      plain: "{{lock}} fetches {{packages}} without TLS: whoever is on the way may hand out something else.",
      unverified: "{{lock}} holds no integrity of {{packages}}: what is fetched is not compared with anything.",
      moving: "{{lock}} takes {{packages}} from a repository without naming a commit.",
      elsewhere: "{{lock}} fetches {{packages}} from a registry that the platform does not name.",
    },
    docs: {
      summary: "A lock file fetches over TLS, from known registries, and checks what it gets.",
      rationale:
        "A single changed address in a lock file of twenty thousand lines is passed over in every review, and installs what an attacker likes. " +
        "The rule reads the lock files of npm: addresses with http, packages from a registry without `integrity`, and repositories of git without a whole commit. With `registries` (hosts) others are refused.",
      bad: [
        '{ package-lock.json: { packages: { node_modules/pg: { version: "8.23.1", resolved: "http://packages.example.com/pg.tgz", integrity: sha512-x } } } }',
        '{ package-lock.json: { packages: { node_modules/pg: { version: "8.23.1", resolved: "https://packages.example.com/pg.tgz" } } } }',
      ],
      good: [
        '{ package-lock.json: { packages: { node_modules/pg: { version: "8.23.1", resolved: "https://packages.example.com/pg.tgz", integrity: sha512-x } } } }',
      ],
    },
  },
  check({ files }, context) {
    const registries = new Set(context.params.registries.map((host) => host.toLowerCase()));
    for (const { path, packages } of npmLocks(files)) {
      const groups = Map.groupBy(packages, (locked) => problemOf(locked, registries));
      for (const problem of ["plain", "unverified", "moving", "elsewhere"] as const) {
        const found = groups.get(problem) ?? [];
        if (found.length === 0) continue;
        context.report({
          messageId: problem,
          at: found.slice(0, MOST_NAMED).map(({ place }) => place),
          about: ["files", path],
          data: { lock: path, packages: named(found) },
          suggestions: ["Find out who changed it, delete its entry, and let `npm install` write it again."],
        });
      }
    }
  },
});

type Problem = "plain" | "unverified" | "moving" | "elsewhere";

function problemOf({ facts }: LockedPackage, registries: ReadonlySet<string>): Problem | undefined {
  const resolved = own(facts, "resolved");
  if (typeof resolved !== "string") return undefined;
  if (/^git(?:\+[a-z]+)?:/.test(resolved)) return /#[0-9a-f]{40}$/.test(resolved) ? undefined : "moving";
  if (resolved.startsWith("http://")) return "plain";
  if (!resolved.startsWith("https://")) return undefined;
  if (typeof own(facts, "integrity") !== "string") return "unverified";
  const host = /^https:\/\/(?:[^/@]*@)?([^/:]+)/.exec(resolved)?.[1]?.toLowerCase() ?? "";
  return registries.size > 0 && !registries.has(host) ? "elsewhere" : undefined;
}

function named(packages: readonly LockedPackage[]): string {
  const names = packages.slice(0, MOST_NAMED).map(({ name }) => name);
  const more = packages.length - names.length;
  return more > 0 ? `${names.join(", ")} and ${more} more` : names.join(" and ");
}
