import type { LocalAction, Mapping, Matrix, Scalar, SourceValue, Workflow } from "../../repository/index.ts";

/** An `env` of a workflow, a job, a container or a step. */
export interface Environment {
  readonly value: SourceValue;
  /** The variables that it sets where it is written out, or a matrix of the same file says them. */
  variables(name: string): readonly Scalar[];
  /** It is made by an expression, and nothing in the file says what it sets. */
  readonly isOpaque: boolean;
}

/** Every `env` in a workflow or an action. */
export function environmentsIn(file: Workflow | LocalAction): readonly Environment[] {
  if (file.kind === "action") return file.steps.flatMap(({ mapping }) => environmentOf(mapping, undefined));
  return [
    ...environmentOf(file.mapping, undefined),
    ...file.jobs.flatMap((job) => [
      ...environmentOf(job.mapping, job.matrix),
      ...job.steps.flatMap(({ mapping }) => environmentOf(mapping, job.matrix)),
    ]),
  ];
}

function environmentOf(mapping: Mapping, matrix: Matrix | undefined): readonly Environment[] {
  const value = mapping.get("env");
  if (!value || value.kind === "sequence") return [];
  if (value.kind === "mapping") return [{ value, isOpaque: false, variables: (name) => named(value, name) }];
  if (!value.text.includes("${{")) return [];
  const path = /^\$\{\{\s*matrix\.([\w.-]+)\s*\}\}$/.exec(value.text.trim())?.[1]?.split(".");
  if (!path || !matrix?.isKnown(path)) return [{ value, isOpaque: true, variables: () => [] }];
  return [{ value, isOpaque: false, variables: (name) => matrix.valuesOf([...path, name]) }];
}

function named(mapping: Mapping, name: string): readonly Scalar[] {
  const value = mapping.scalar(name);
  return value ? [value] : [];
}
