import { registerHooks } from "node:module";

// GitHub's parser imports JSON without saying so, which Node refuses.
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    return found.url.endsWith(".json") ? { ...found, importAttributes: { type: "json" } } : found;
  },
});

/** GitHub's own evaluator of expressions. */
export const { data, Evaluator, Lexer, Parser } = await import("@actions/expressions");
export const { replacer } = await import("@actions/expressions/data/replacer");
export const { reviver } = await import("@actions/expressions/data/reviver");
export const { falsy } = await import("@actions/expressions/result");

/** GitHub's own parser of workflows and of `action.yml`. */
export const {
  convertWorkflowTemplate,
  isBasicExpression,
  isMapping,
  isSequence,
  NoOperationTraceWriter,
  parseWorkflow,
} = await import("@actions/workflow-parser");
export const { convertActionTemplate, parseAction } = await import("@actions/workflow-parser/actions/index");
