import { defineRule } from "../../rule/define-rule.ts";
import { ECOSYSTEMS, lockAround, manifestsOf, OTHER_LOCKS } from "./ecosystem/ecosystems.ts";

/** What is built tomorrow is built of the same things. */
export const lockFilePresent = defineRule({
  id: "supply-chain/lock-file-present",
  phase: "repository",
  select: { repository: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    messages: { missing: "{{manifest}} names dependencies, and no lock file says which versions of them are taken." },
    docs: {
      summary: "What is depended on is written down in a lock file.",
      rationale:
        "Without it every build takes what was published last: it breaks on its own, cannot be repeated, and takes a stolen release on the day that it appears. " +
        "The rule knows npm, pnpm, yarn, bun, Go, Python's pyproject.toml, Bundler and Cargo. In a workspace the lock file may stand in a folder above.",
      bad: ['{ package.json: { dependencies: { pg: "^8.1.0" } } }'],
      good: [
        '{ package.json: { dependencies: { pg: "^8.1.0" } }, yarn.lock: "pg@^8.1.0:" }',
        "{ package.json: { name: orders } }",
        '{ Cargo.lock: "", crates/a/Cargo.toml: "[dependencies]\\nserde = \\"1\\"" }',
      ],
    },
  },
  check({ files }, context) {
    const byManifest = Map.groupBy(ECOSYSTEMS, ({ manifest }) => manifest);
    for (const [name, ecosystems] of byManifest) {
      const [first] = ecosystems;
      if (!first) continue;
      const locks = [...ecosystems.flatMap((one) => one.locks), ...(OTHER_LOCKS[name] ?? [])];
      for (const manifest of manifestsOf(first, files)) {
        if (lockAround(files, manifest, locks) !== undefined) continue;
        context.report({
          messageId: "missing",
          at: files.placeOf(manifest),
          about: ["files", manifest],
          data: { manifest },
          suggestions: [`Run ${first.command}, and commit what it writes: ${first.locks.join(" or ")}.`],
        });
      }
    }
  },
});
