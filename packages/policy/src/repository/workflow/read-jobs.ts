import { address } from "@towpath/core";
import type { LocalAction } from "../action/local-action.ts";
import type { Mapping, Scalar, SourceValue } from "../source/source-value.ts";
import type { CallJob, Container, Job, RunsOn, StepsJob } from "./job.ts";
import { readCondition } from "./read-condition.ts";
import { readMatrix } from "./read-matrix.ts";
import { readPermissions } from "./read-permissions.ts";
import { readSteps } from "./read-steps.ts";
import { readUses } from "./read-uses.ts";
import type { Step } from "./step.ts";
import type { Uses } from "./uses.ts";
import type { Workflow } from "./workflow.ts";

/** How what is used is found in the repository. */
export interface Following {
  readonly actionOf: (uses: Uses) => LocalAction | undefined;
  readonly workflowOf: (uses: Uses) => Workflow | undefined;
}

/** The jobs of a workflow. What is no mapping is no job. */
export function readJobs(workflow: Workflow, following: Following): readonly Job[] {
  const jobs = workflow.mapping.mapping("jobs")?.entries ?? new Map<string, SourceValue>();
  return [...jobs].flatMap(([id, value]) =>
    value.kind === "mapping" ? [readJob(workflow, id, value, following)] : [],
  );
}

function readJob(workflow: Workflow, id: string, mapping: Mapping, following: Following): Job {
  const strategy = mapping.mapping("strategy");
  const common = {
    address: `${workflow.address}.${address("jobs", id)}`,
    id,
    workflow,
    mapping,
    name: mapping.scalar("name"),
    needs: scalars(mapping.list("needs")),
    if: readCondition(mapping.scalar("if")),
    permissions: readPermissions(mapping),
    env: mapping.mapping("env"),
    concurrency: mapping.get("concurrency"),
    strategy,
    matrix: readMatrix(strategy),
  };
  const uses = mapping.scalar("uses");
  if (uses && uses.raw !== null && !mapping.get("steps")) {
    const read = readUses(uses);
    const job: CallJob = {
      kind: "call",
      ...common,
      get place() {
        return mapping.keyPlace;
      },
      uses: read,
      with: mapping.mapping("with"),
      secrets: mapping.mapping("secrets") ?? mapping.scalar("secrets"),
      get target() {
        return following.workflowOf(read);
      },
      steps: [],
    };
    return job;
  }
  const runsOn = readRunsOn(mapping.get("runs-on"));
  const defaults = mapping.mapping("defaults");
  const environment = mapping.get("environment");
  let steps: readonly Step[] | undefined;
  const job: StepsJob = {
    kind: "steps",
    ...common,
    get place() {
      return mapping.keyPlace;
    },
    runsOn,
    container: readContainer(mapping.get("container")),
    services: readServices(mapping.mapping("services")),
    environment: environment?.kind === "mapping" ? environment.scalar("name") : mapping.scalar("environment"),
    defaults,
    outputs: mapping.mapping("outputs"),
    timeoutMinutes: mapping.scalar("timeout-minutes"),
    get steps() {
      steps ??= readSteps({
        address: common.address,
        parent: job,
        steps: mapping.get("steps"),
        actionOf: following.actionOf,
        job: defaults,
        workflow: workflow.defaults,
        runsOn,
        matrix: common.matrix,
      });
      return steps;
    },
  };
  return job;
}

function readRunsOn(value: SourceValue | undefined): RunsOn | undefined {
  if (!value || (value.kind === "scalar" && value.raw === null)) return undefined;
  if (value.kind !== "mapping") {
    return { value, labels: scalars(value.kind === "sequence" ? value.items : [value]), group: undefined };
  }
  return { value, labels: scalars(value.list("labels")), group: value.scalar("group") };
}

function readContainer(value: SourceValue | undefined): Container | undefined {
  if (!value || value.kind === "sequence" || (value.kind === "scalar" && value.raw === null)) return undefined;
  if (value.kind === "scalar") return { value, image: value, env: undefined, credentials: undefined };
  const [image, env, credentials] = [value.scalar("image"), value.mapping("env"), value.mapping("credentials")];
  return { value, image, env, credentials };
}

function readServices(services: Mapping | undefined): ReadonlyMap<string, Container> {
  const read = new Map<string, Container>();
  for (const [name, value] of services?.entries ?? []) {
    const container = readContainer(value);
    if (container) read.set(name, container);
  }
  return read;
}

function scalars(values: readonly SourceValue[]): readonly Scalar[] {
  return values.filter((value): value is Scalar => value.kind === "scalar" && value.raw !== null);
}
