import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** A link of a page to a file, a folder or a heading of the checkout. */
export interface MarkdownLink {
  /** The page, relative to the checkout. */
  readonly page: string;
  /** As it is written. */
  readonly written: string;
  /** The absolute path that it leads to. */
  readonly path: string;
  /** What stands behind `#`, if anything does. */
  readonly anchor: string | undefined;
}

const SKIPPED = new Set([".git", ".turbo", "coverage", "dist", "node_modules"]);

/** The pages of a checkout: absolute paths of all Markdown files but those that something else put there. */
export function markdownPages(folder: string): readonly string[] {
  const under = (entry: Dirent): readonly string[] => {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : markdownPages(path);
    return entry.name.endsWith(".md") && entry.isFile() ? [path] : [];
  };
  return readdirSync(folder, { withFileTypes: true }).flatMap(under);
}

/** The links of a page that lead to somewhere in the checkout. */
export function linksOf(page: string, checkout: string): readonly MarkdownLink[] {
  return [...proseOf(page).matchAll(/\]\(<?([^()\s>]+)>?(?: "[^"]*")?\)/g)].flatMap(([, written = ""]) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(written)) return [];
    const [target = "", anchor] = written.split("#");
    const path = target === "" ? page : resolve(dirname(page), decodeURI(target));
    return [{ page: relative(checkout, page), written, path, anchor }];
  });
}

/**
 * What may stand behind `#` in a link to a page: its headings as GitHub makes anchors of them, and the anchors that it sets itself.
 *
 * @see https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links
 */
export function anchorsOf(page: string): ReadonlySet<string> {
  const text = proseOf(page);
  const anchors = new Set([...text.matchAll(/<a (?:id|name)="([^"]+)">/g)].map(([, name = ""]) => name));
  const seen = new Map<string, number>();
  for (const [, heading = ""] of text.matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const slug = slugOf(heading);
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    anchors.add(times === 0 ? slug : `${slug}-${times}`);
  }
  return anchors;
}

function slugOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
    .replaceAll(" ", "-");
}

/** Without fenced blocks, in which nothing is a link or a heading. */
function proseOf(page: string): string {
  return readFileSync(page, "utf8").replace(/^(`{3,})[^\n]*\n.*?^\1$/gms, "");
}
