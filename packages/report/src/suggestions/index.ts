export { type LineComment, renderSuggestions, type SuggestionOptions, type Suggestions } from "./suggestions.ts";
