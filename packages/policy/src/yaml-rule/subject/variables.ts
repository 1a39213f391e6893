import type { Graph } from "@towpath/manifest";
import type { Plan } from "@towpath/provisioning";
import {
  type CelType,
  type CelValue,
  celOf,
  listOf,
  Timestamp,
  types,
  type ViewType,
  viewType,
} from "../../cel/index.ts";
import type { Repository } from "../../repository/index.ts";
import type { ParameterSchema, ParameterSchemas } from "../../rule/parameters.ts";
import type { PolicyDocument, Subjects } from "../../rule/select.ts";
import { changeType } from "./change-type.ts";
import { documentType } from "./document-type.ts";
import { actionType, jobType, repositoryType, stepType, workflowType } from "./repository-type.ts";
import { anyResourceType, resourceTypeOf } from "./resource-type.ts";
import { environmentType, serviceType } from "./service-type.ts";
import type { OfferedType } from "./settings-type.ts";
import { workloadType } from "./workload-type.ts";

/** The subjects that rules in YAML are about. */
export const YAML_SUBJECTS = [
  "resource",
  "workload",
  "service",
  "document",
  "change",
  "workflow",
  "action",
  "job",
  "step",
  "repository",
] as const satisfies readonly (keyof Subjects)[];

/** One of them. */
export type YamlSubject = (typeof YAML_SUBJECTS)[number];

/** What a rule is evaluated with beside its subject. */
export interface Surroundings {
  readonly params: Readonly<Record<string, number | string | boolean | readonly string[]>>;
  readonly now: Date;
  readonly graph?: Graph | undefined;
  readonly plan?: Plan | undefined;
  readonly repository?: Repository | undefined;
}

/** A variable of expressions: what it is, and its value for a subject; undefined where there is none. */
export interface Variable {
  readonly type: CelType;
  value(subject: Subjects[YamlSubject], around: Surroundings): CelValue | undefined;
}

const times = new WeakMap<Date, Timestamp>();

function timeOf(now: Date): Timestamp {
  const known = times.get(now) ?? Timestamp.of(now);
  times.set(now, known);
  return known;
}

/** The variables of rules about one kind of subject. */
export function variablesOf(
  subject: YamlSubject,
  selected: readonly string[],
  params: ParameterSchemas,
  offered: ReadonlyMap<string, OfferedType>,
): Readonly<Record<string, Variable>> {
  const paramsType = typeOfParameters(params);
  const common: Readonly<Record<string, Variable>> = {
    params: { type: paramsType, value: (_, around) => paramsType.view(around.params) },
    now: { type: types.timestamp, value: (_, { now }) => timeOf(now) },
  };
  const service: Variable = { type: serviceType, value: (_, { graph }) => graph && serviceType.view(graph.service) };
  const environment: Variable = {
    type: environmentType,
    value: (_, { graph }) => graph && environmentType.view(graph.environment),
  };
  const repository: Variable = {
    type: repositoryType,
    value: (_, around) => around.repository && repositoryType.view(around.repository),
  };
  const around = { service, environment, resources: resourcesOfGraph, workloads: workloadsOfGraph };
  switch (subject) {
    case "resource": {
      const isAll = selected.includes("*");
      return { ...common, ...around, resource: viewed(isAll ? anyResourceType : resourceTypeOf(selected, offered)) };
    }
    case "workload":
      return { ...common, ...around, workload: viewed(workloadType) };
    case "service":
      return { ...common, ...around };
    case "change":
      return { ...common, ...around, change: viewed(changeType) };
    case "document": {
      const type = documentType(selected);
      return { ...common, document: { type, value: (of: PolicyDocument) => celOf(of.raw, type) } };
    }
    case "workflow":
      return { ...common, repository, workflow: viewed(workflowType) };
    case "action":
      return { ...common, repository, action: viewed(actionType) };
    case "job":
      return { ...common, repository, job: viewed(jobType) };
    case "step":
      return { ...common, repository, step: viewed(stepType) };
    case "repository":
      return { ...common, repository };
  }
}

function viewed<T extends Subjects[YamlSubject]>(type: ViewType<T>): Variable {
  return { type, value: (of: T) => type.view(of) };
}

const lists = new WeakMap<Graph, { readonly resources: CelValue; readonly workloads: CelValue }>();

/** All resources and workloads of the service in the environment, made once for all rules. */
function listsOf(graph: Graph): { readonly resources: CelValue; readonly workloads: CelValue } {
  const known = lists.get(graph) ?? {
    resources: graph.resources.map((resource) => anyResourceType.view(resource)),
    workloads: graph.workloads.map((workload) => workloadType.view(workload)),
  };
  lists.set(graph, known);
  return known;
}

const resourcesOfGraph: Variable = {
  type: listOf(anyResourceType),
  value: (_, { graph }) => graph && listsOf(graph).resources,
};
const workloadsOfGraph: Variable = {
  type: listOf(workloadType),
  value: (_, { graph }) => graph && listsOf(graph).workloads,
};

function typeOfParameters(params: ParameterSchemas): ViewType<Surroundings["params"]> {
  return viewType<Surroundings["params"]>("params", () =>
    Object.fromEntries(
      Object.entries(params).map(([name, parameter]) => {
        const type = typeOfParameter(parameter);
        const read = (of: Surroundings["params"]) => {
          const value = Object.hasOwn(of, name) ? of[name] : undefined;
          return value === undefined ? undefined : celOf(value, type);
        };
        return [name, { type, read }];
      }),
    ),
  );
}

function typeOfParameter(parameter: ParameterSchema): CelType {
  switch (parameter.type) {
    case "integer":
      return types.int;
    case "number":
      return types.double;
    case "boolean":
      return types.bool;
    case "list":
      return listOf(types.string);
    case "string":
      return parameter.enum ? { kind: "string", values: parameter.enum } : types.string;
  }
}
