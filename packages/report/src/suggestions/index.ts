export { diffLines } from "./diff-lines.ts";
export { type ReviewComment, renderSuggestions, type SuggestionOptions, type Suggestions } from "./suggestions.ts";
