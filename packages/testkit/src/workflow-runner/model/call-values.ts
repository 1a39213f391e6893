import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import type { Json, JsonObject } from "@towpath/core";
import type { Scope } from "../language/expression.ts";
import { toText } from "../language/expression.ts";
import { below, entriesOf, textsOf, valueIn } from "../language/template.ts";
import { WorkflowError } from "../workflow-error.ts";

/**
 * The inputs of a called workflow.
 *
 * @param call what is below its `on.workflow_call`
 * @param given the calling job's `with:`
 * @param inside what its defaults may use
 * @throws {WorkflowError} where one has another type than it says
 */
export function calledInputs(
  call: TemplateToken | undefined,
  given: TemplateToken | undefined,
  outside: Scope,
  inside: Scope,
): JsonObject {
  const values = new Map(
    entriesOf(given).map(([name, token]) => [name.toLowerCase(), valueIn(token, outside) ?? null]),
  );
  const inputs = entriesOf(below(call, "inputs")).map(([name, declared]): [string, Json] => {
    const type = below(declared, "type")?.toString() ?? "string";
    const set = values.get(name.toLowerCase());
    const value = set ?? valueIn(below(declared, "default"), inside);
    return [name, typed(value ?? null, type, name)];
  });
  return Object.fromEntries(inputs);
}

/** The secrets of a workflow; `isOpen` where its jobs see all that an environment has, and not only those of these names. */
export interface Secrets {
  readonly secrets: Readonly<Record<string, string>>;
  readonly isOpen: boolean;
}

/** What is declared and passed by name; all that the caller has with `inherit`, declared or not. */
export function calledSecrets(
  call: TemplateToken | undefined,
  given: TemplateToken | undefined,
  outside: Scope,
  { secrets, isOpen }: Secrets,
): Secrets {
  if (given?.isScalar) return { secrets, isOpen };
  const passed = textsOf(given, { ...outside, contexts: { ...outside.contexts, secrets } });
  const declared = new Set(entriesOf(below(call, "secrets")).map(([name]) => name.toLowerCase()));
  const named = Object.entries(passed).filter(([name]) => declared.has(name.toLowerCase()));
  return { secrets: Object.fromEntries(named), isOpen: false };
}

/** The outputs of a called workflow: `jobs` is each job's result and outputs. */
export function calledOutputs(call: TemplateToken | undefined, scope: Scope): Readonly<Record<string, string>> {
  const values = entriesOf(below(call, "outputs")).map(([name, declared]) => {
    const value = valueIn(below(declared, "value"), scope);
    return [name, toText(value ?? "")] as const;
  });
  return Object.fromEntries(values);
}

function typed(value: Json, type: string, name: string): Json {
  const isRight = value === null || typeof value === type;
  if (!isRight)
    throw new WorkflowError(`Invalid workflow_call input '${name}': expected a ${type}, got ${JSON.stringify(value)}.`);
  if (value !== null) return value;
  return type === "boolean" ? false : type === "number" ? 0 : "";
}
