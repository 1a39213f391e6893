import type { Rule } from "../rule/define-rule.ts";
import type { ParameterSchema } from "../rule/parameters.ts";
import type { Mutant } from "./mutant.ts";

/** A rule with another default. */
export interface ParameterMutant extends Mutant {
  /** The parameter's name. */
  readonly parameter: string;
}

/** The rule with each of its parameters' defaults changed a little: by one, to the other, without one of its items. */
export function parameterMutants(rule: Rule): readonly ParameterMutant[] {
  return Object.entries(rule.parameters.schema).flatMap(([name, schema]) =>
    changed(schema).map((other): ParameterMutant => {
      const parameters = { ...rule.parameters, schema: { ...rule.parameters.schema, [name]: other } };
      const what = `${name} is ${JSON.stringify(other.default)} by default, not ${JSON.stringify(schema.default)}`;
      return { what, parameter: name, rule: { ...rule, parameters } };
    }),
  );
}

function changed(schema: ParameterSchema): readonly ParameterSchema[] {
  switch (schema.type) {
    case "integer":
    case "number": {
      const { default: value, minimum = -Infinity, maximum = Infinity } = schema;
      const others = [value - 1, value + 1].filter((other) => other >= minimum && other <= maximum);
      return others.map((other) => ({ ...schema, default: other }));
    }
    case "boolean":
      return [{ ...schema, default: !schema.default }];
    case "string": {
      const other = schema.enum?.find((one) => one !== schema.default);
      return [{ ...schema, default: other ?? `${schema.default}~` }];
    }
    case "list":
      return schema.default.map((_, index) => ({ ...schema, default: schema.default.toSpliced(index, 1) }));
  }
}
