import type { PolicyRuleDocument } from "@towpath/manifest/policy";
import type { ParameterMerge, ParameterSchema, Parameters } from "../rule/parameters.ts";

type WrittenParameter = NonNullable<PolicyRuleDocument["params"]>[string];

/** The parameters of a rule; what is wrong with them was said when its file was read. */
export function readParameters(params: PolicyRuleDocument["params"] = {}): Parameters {
  const entries = Object.entries(params);
  const merge = entries.flatMap(([name, { merge }]): (readonly [string, ParameterMerge])[] =>
    merge ? [[name, merge]] : [],
  );
  return {
    schema: Object.fromEntries(entries.map(([name, parameter]) => [name, schemaOf(parameter)])),
    merge: Object.fromEntries(merge),
  };
}

function schemaOf(parameter: WrittenParameter): ParameterSchema {
  const { type, default: value, minimum, maximum, enum: values } = parameter;
  const choices = values ? { enum: values } : {};
  switch (type) {
    case "integer":
    case "number":
      return {
        type,
        default: typeof value === "number" ? value : 0,
        ...(minimum === undefined ? {} : { minimum }),
        ...(maximum === undefined ? {} : { maximum }),
      };
    case "boolean":
      return { type, default: value === true };
    case "list":
      return { type, default: Array.isArray(value) ? value : [], ...choices };
    case "string":
      return { type, default: typeof value === "string" ? value : "", ...choices };
  }
}
