import type { Finding } from "@towpath/core";
import { cutBytes } from "./cut-bytes.ts";
import { docsAddress, docsLink } from "./docs-address.ts";
import { markdownCode, markdownText } from "./markdown-escape.ts";
import type { RuleDescription } from "./rule-description.ts";
import type { MarkdownSection } from "./section-markdown.ts";

const TEXT = 4_000;

/** What the rules that found something ask for, and why. None where no rule is described. */
export function ruleSection(
  findings: readonly Finding[],
  rules: readonly RuleDescription[] = [],
): readonly MarkdownSection[] {
  const codes = new Set(findings.map(({ code }) => code));
  const seen = rules.filter(({ id }) => codes.has(id));
  if (seen.length === 0) return [];
  const lines = seen.map(({ id, summary, rationale, docs }) => {
    const page = docsLink(docs);
    const code = markdownCode(cutBytes(id, TEXT));
    const see = docs === "" || page !== undefined ? "" : `See ${docsAddress(docs)}`;
    const why = [summary, rationale, see].filter((text) => text !== "");
    const cell = why.map((text) => markdownText(cutBytes(text, TEXT))).join("<br>");
    return `| ${page === undefined ? code : `[${code}](${page})`} | ${cell} |\n`;
  });
  return [{ open: "\n### Rules\n\n| Rule | What it asks for, and why |\n| --- | --- |\n", lines, close: "" }];
}
