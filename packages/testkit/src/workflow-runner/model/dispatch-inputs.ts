import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { toText } from "../language/expression.ts";
import { below, entriesOf, valueIn } from "../language/template.ts";
import { WorkflowError } from "../workflow-error.ts";

/**
 * The inputs of a run that is started by hand, with their types and defaults.
 *
 * Rules: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs
 *
 * @param workflow the whole file
 * @param payload the event's, with what was given as texts
 * @throws {WorkflowError} where GitHub would not start it
 */
export function dispatchInputs(workflow: TemplateToken, payload: JsonObject): JsonObject {
  const declared = entriesOf(below(workflow, "on", "workflow_dispatch", "inputs"));
  const given = isJsonObject(payload["inputs"]) ? Object.entries(payload["inputs"]) : [];
  const isNamed =
    (name: string) =>
    ([one]: readonly [string, unknown]) =>
      one.toLowerCase() === name.toLowerCase();
  const unknown = given.map(([name]) => name).filter((name) => !declared.some(isNamed(name)));
  if (unknown.length > 0) throw new WorkflowError(`Unexpected inputs provided: ${JSON.stringify(unknown)}`);
  const values = declared.map(([name, input]): [string, Json] => {
    const set = given.find(isNamed(name))?.[1] ?? valueIn(below(input, "default"), { contexts: {} }) ?? "";
    const text = toText(set);
    if (text === "" && below(input, "required")?.toString() === "true")
      throw new WorkflowError(`Required input '${name}' not provided`);
    return [name, typed(text, name, input)];
  });
  return Object.fromEntries(values);
}

function typed(text: string, name: string, input: TemplateToken): Json {
  const type = below(input, "type")?.toString() ?? "string";
  const wrong = (what: string) => new WorkflowError(`Provided value '${text}' for input '${name}' ${what}`);
  if (type === "boolean") {
    if (!["", "true", "false"].includes(text)) throw wrong("is no boolean");
    return text === "true";
  }
  if (type === "number") {
    if (Number.isNaN(Number(text))) throw wrong("is no number");
    return text === "" ? "" : Number(text);
  }
  if (type === "choice") {
    const options = valueIn(below(input, "options"), { contexts: {} });
    if (text !== "" && Array.isArray(options) && !options.map((one: Json) => toText(one)).includes(text))
      throw wrong("not in the list of allowed values");
  }
  return text;
}
