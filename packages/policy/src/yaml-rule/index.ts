// Rules in YAML

export {
  type Bound,
  type BoundFlaw,
  type BoundSubject,
  type CompiledBound,
  compileBound,
} from "./compile-bound.ts";
export { type LoadedYamlRules, loadYamlRules, type YamlRuleOptions } from "./load-yaml-rules.ts";
export type { OfferedSetting, OfferedType } from "./subject/settings-type.ts";

// Expressions

export {
  type Bindings,
  Budget,
  type CelType,
  type CelValue,
  type Compiled,
  compileExpression,
  type Evaluated,
  type Expression,
  type ExpressionContext,
  type Flaw,
} from "../cel/index.ts";
