import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { expect } from "vitest";
import { rawControls } from "./findings.ts";

const ELEMENTS = "h2 h3 p em code table thead tbody tr th td br pre details summary".split(" ");
const OURS = new Set(ELEMENTS.flatMap((name) => [`<${name}>`, `</${name}>`]));

/** Markdown as GitHub's own rules make HTML of it. */
export function htmlOf(markdown: string): string {
  return micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });
}

/**
 * Expects that nothing but the elements that we write ourselves comes out of a text: no link but those to `base`, no
 * image, mention, reference to an issue, heading or emphasis of somebody else's.
 */
export function expectInertMarkdown(markdown: string, base?: string): void {
  expect(markdown).not.toMatch(rawControls);
  // It may be printed in a job.
  expect(markdown).not.toMatch(/^\s*::/m);
  expect(markdown).not.toContain("##[");
  const page = htmlOf(markdown)
    .replaceAll("<br />", "<br>")
    .replace(/^<!-- towpath:check:[^>]* -->/, "");
  const tags = [...page.matchAll(/<[^>]*>/g)].map(([tag]) => tag);
  const bases = ["https://github.com/towpath/towpath/blob/main", ...(base === undefined ? [] : [base])];
  const ours = (tag: string) => OURS.has(tag) || tag === "</a>" || bases.some((one) => isLink(tag, one));
  expect(tags.filter((tag) => !ours(tag))).toEqual([]);
  // GitHub links no mention and no reference within pre and code.
  const text = page.replace(/<(pre|code)>.*?<\/\1>/gs, "").replace(/<[^>]*>/g, "");
  expect(text).not.toMatch(/@[\w-]/);
  expect(text).not.toMatch(/(?<!&)#\d/);
  expect(text).not.toMatch(/\bGH-\d/i);
  expect(page).not.toMatch(/<em>(?!The |\d+ of|Commit )/);
  // An address is a link by its characters alone, also where another reader of Markdown sees none.
  const shown = markdown.replace(/^<!--.*-->$/m, "").replace(/<pre>.*?<\/pre>/gs, "");
  const written = bases.reduce((text, one) => text.replaceAll(`](${one}/`, "]("), shown);
  expect(written).not.toMatch(/\w:\/\/|\bwww\./i);
}

function isLink(tag: string, base: string): boolean {
  return tag.startsWith(`<a href="${base}/`) && /^<a href="[\w%./:~#-]+">$/.test(tag);
}
