import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { convertActionTemplate, NoOperationTraceWriter, parseAction } from "../language/github-parser.ts";
import { below, entriesOf } from "../language/template.ts";
import { type StepModel, stepsOf } from "../model/workflow.ts";
import { WorkflowError } from "../workflow-error.ts";

/** An `action.yml`, read by GitHub's own parser. */
export interface ActionFile {
  readonly folder: string;
  readonly name: string;
  /** Defaults by name; undefined where an input has none. */
  readonly inputs: ReadonlyMap<string, TemplateToken | undefined>;
  /** Of a composite action: what each output is. */
  readonly outputs: ReadonlyMap<string, TemplateToken | undefined>;
  readonly runs: NodeRuns | CompositeRuns;
}

/** A JavaScript action. */
export interface NodeRuns {
  readonly using: "node";
  readonly main: string;
  readonly pre: string | undefined;
  readonly preIf: string;
  readonly post: string | undefined;
  readonly postIf: string;
}

/** An action made of steps. */
export interface CompositeRuns {
  readonly using: "composite";
  readonly steps: readonly StepModel[];
}

/** @throws {WorkflowError} where there is none, where it is invalid, and for a container */
export function readActionFile(folder: string, uses: string): ActionFile {
  const file = ["action.yml", "action.yaml"].map((name) => join(folder, name)).find((one) => existsSync(one));
  if (file === undefined)
    throw new WorkflowError(`Can't find 'action.yml' or 'action.yaml' under '${folder}', for ${uses}.`);
  const { context, value } = parseAction(
    { name: file, content: readFileSync(file, "utf8") },
    new NoOperationTraceWriter(),
  );
  const template = value && convertActionTemplate(context, value);
  const errors = context.errors.getErrors();
  if (!value || !template || errors.length > 0)
    throw new WorkflowError(`Invalid action file ${file}:\n${errors.map(({ message }) => message).join("\n")}`);
  const { runs } = template;
  if (runs.using === "docker") throw new WorkflowError(`${uses} runs in a container, which is not known here.`);
  const named = (key: string, field: string) =>
    new Map(entriesOf(below(value, key)).map(([name, one]) => [name, below(one, field)]));
  return {
    folder,
    name: template.name,
    inputs: named("inputs", "default"),
    outputs: named("outputs", "value"),
    runs:
      runs.using === "composite"
        ? { using: "composite", steps: stepsOf(runs.steps, below(value, "runs", "steps"), file) }
        : {
            using: "node",
            main: runs.main,
            pre: runs.pre,
            preIf: runs.preIf ?? "always()",
            post: runs.post,
            postIf: runs.postIf ?? "always()",
          },
  };
}
