import type { MappingToken, TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { WorkflowError } from "../workflow-error.ts";
import { evaluate, type Scope, toText } from "./expression.ts";
import { isBasicExpression, isMapping, isSequence } from "./github-parser.ts";

/** What stands below a key of a workflow, every expression in it evaluated; undefined where nothing does. */
export function valueIn(token: TemplateToken | undefined, scope: Scope): Json | undefined {
  if (token === undefined) return undefined;
  if (isBasicExpression(token)) return evaluate(token.expression, scope);
  if (isSequence(token)) return [...token].map((item) => valueIn(item, scope) ?? null);
  if (isMapping(token)) return mappingOf(token, scope);
  if (token.isExpression) throw new WorkflowError("${{ insert }} stands where no mapping is.");
  const plain: unknown = "value" in token ? token.value : null;
  return typeof plain === "string" || typeof plain === "number" || typeof plain === "boolean" ? plain : null;
}

/** The same for a key that holds a text. */
export function textOf(token: TemplateToken | undefined, scope: Scope): string | undefined {
  const value = valueIn(token, scope);
  return value === undefined ? undefined : toText(value);
}

/** The same for a mapping of names to texts: `env`, `with`. */
export function textsOf(token: TemplateToken | undefined, scope: Scope): Readonly<Record<string, string>> {
  const value = valueIn(token, scope);
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toText(one)]));
}

/** The token below a key of a mapping. */
export function below(token: TemplateToken | undefined, ...keys: readonly string[]): TemplateToken | undefined {
  return keys.reduce<TemplateToken | undefined>(
    (found, key) => (found && isMapping(found) ? found.find(key) : undefined),
    token,
  );
}

/** Key and value of each entry, in order; none where it is no mapping. */
export function entriesOf(token: TemplateToken | undefined): readonly (readonly [string, TemplateToken])[] {
  return token && isMapping(token) ? [...token].map(({ key, value }) => [key.toString(), value] as const) : [];
}

function mappingOf(token: MappingToken, scope: Scope): JsonObject {
  const entries: [string, Json][] = [];
  for (const { key, value } of token) {
    const found = valueIn(value, scope) ?? null;
    const isInsert = key.isExpression && !isBasicExpression(key);
    if (isInsert && isJsonObject(found)) entries.push(...Object.entries(found));
    else entries.push([toText(valueIn(key, scope) ?? ""), found]);
  }
  return Object.fromEntries(entries);
}
