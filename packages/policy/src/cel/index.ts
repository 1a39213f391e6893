// Expressions

export { Budget, EVALUATION_BUDGET, PACK_BUDGET } from "./budget.ts";
export {
  type Bindings,
  type Compiled,
  compileExpression,
  type Evaluated,
  type Expression,
  type ExpressionContext,
} from "./compile-expression.ts";
export type { Flaw } from "./flaw.ts";

// Types

export {
  type CelType,
  listOf,
  mapOf,
  oneOf,
  typeName,
  types,
  type ViewType,
} from "./type/cel-type.ts";
export { type PropertyOf, viewType } from "./type/view-type.ts";

// Values

export { CelMap } from "./value/cel-map.ts";
export type { CelObject } from "./value/cel-object.ts";
export type { CelValue } from "./value/cel-value.ts";
export { celOf, jsonOf, textOf } from "./value/json-value.ts";
export { Timestamp } from "./value/time.ts";
