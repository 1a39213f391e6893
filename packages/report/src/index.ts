// The result

export { countFindings } from "./count-findings.ts";
export {
  type ChangeLine,
  type Counts,
  EXIT_CODES,
  type Result,
  type Section,
  type Status,
  type Verb,
} from "./result.ts";
export { type ResultFacts, resultOf } from "./result-of.ts";
export type { RuleDescription } from "./rule-description.ts";

// Renderings

export { type AnnotationOptions, renderAnnotations } from "./annotations.ts";
export { renderDocuments } from "./document.ts";
export { jsonParts, renderJson } from "./json.ts";
export { type MarkdownOptions, renderMarkdown } from "./markdown.ts";
export { renderText, type TextOptions } from "./text.ts";

// For faces that print more than a result

export { docsAddress } from "./docs-address.ts";
export { GITHUB_LIMITS } from "./github-limits.ts";
export { type Colour, type Paint, palette } from "./palette.ts";
export { printable, withoutCommand } from "./printable.ts";
export { stackLines } from "./stack-lines.ts";
export { type Group, groupFindings, type Verdict, verdictOf, type Weight } from "./verdict.ts";
