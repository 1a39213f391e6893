import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { anchorsOf, linksOf, markdownPages } from "./testing/markdown-links.ts";
import { CHECKOUT, newFolder } from "./testing/run-towpath.ts";

/** Links of a folder's pages that lead nowhere, as `PAGE: LINK`. */
function brokenLinks(folder: string): readonly string[] {
  return markdownPages(folder)
    .flatMap((page) => linksOf(page, folder))
    .filter(({ path, anchor }) => !existsSync(path) || (anchor !== undefined && !anchorsOf(path).has(anchor)))
    .map(({ page, written }) => `${page}: ${written}`);
}

test("every link of a page leads to a file, and to a heading in it, that is there", () => {
  expect(markdownPages(CHECKOUT).length).toBeGreaterThan(50);
  expect(brokenLinks(CHECKOUT)).toEqual([]);
});

test("links that lead nowhere are found, and nothing in a fence is a link", () => {
  const folder = newFolder("pages");
  mkdirSync(join(folder, "docs"));
  writeFileSync(join(folder, "docs/b.md"), '# One `thing`, twice\n\n## Again\n\n## Again\n\n<a id="own"></a>\n');
  const good = ["docs", "docs/b.md", "docs/b.md#one-thing-twice", "docs/b.md#again-1", "docs/b.md#own", "#top"];
  const bad = ["docs/c.md", "docs/b.md#again-2", "docs/b.md#One", "#nowhere"];
  const links = [...good, ...bad, "https://example.com/x#y", "mailto:a@example.com"].map((to) => `[x](${to})`);
  writeFileSync(join(folder, "a.md"), `# Top\n\n${links.join("\n")}\n\n\`\`\`md\n# Nowhere\n[x](gone.md)\n\`\`\`\n`);
  expect(brokenLinks(folder)).toEqual(bad.map((to) => `a.md: ${to}`));
});
