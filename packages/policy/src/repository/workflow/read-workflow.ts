import { address } from "@towpath/core";
import type { SourceDocument } from "@towpath/manifest";
import type { Mapping } from "../source/source-value.ts";
import { firstKeyOf } from "./first-key.ts";
import type { CallJob, Job } from "./job.ts";
import { type Following, readJobs } from "./read-jobs.ts";
import { readPermissions } from "./read-permissions.ts";
import { readTriggers } from "./read-triggers.ts";
import type { Workflow } from "./workflow.ts";

/** A workflow as its file says it. @param callers asked when they are looked at, when all workflows are read */
export function readWorkflow(
  path: string,
  document: SourceDocument,
  mapping: Mapping,
  following: Following & { readonly callersOf: (workflow: Workflow) => readonly CallJob[] },
): Workflow {
  const on = mapping.get("on");
  const triggers = readTriggers(on);
  let jobs: readonly Job[] | undefined;
  const workflow: Workflow = {
    kind: "workflow",
    address: address("workflows", path.slice(path.lastIndexOf("/") + 1)),
    path,
    document,
    mapping,
    get place() {
      return firstKeyOf(mapping);
    },
    name: mapping.scalar("name"),
    triggers,
    on,
    permissions: readPermissions(mapping),
    env: mapping.mapping("env"),
    defaults: mapping.mapping("defaults"),
    concurrency: mapping.get("concurrency"),
    isReusable: triggers.some(({ name }) => name === "workflow_call"),
    get jobs() {
      jobs ??= readJobs(workflow, following);
      return jobs;
    },
    get callers() {
      return following.callersOf(workflow);
    },
  };
  return workflow;
}
