import { type Address, own, type Place } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Plan } from "@towpath/provisioning";
import type { Job, LocalAction, Repository, Step } from "../repository/index.ts";
import { type Fleet, isOneOf, type PolicyDocument, type Select, type Subject } from "../rule/select.ts";

/** A subject, what it is called and where it stands. */
export interface Located {
  readonly subject: Subject;
  readonly address: Address;
  readonly places: readonly Place[];
}

/** Finds the subjects of a selection. What was indexed once serves all rules. */
export type SubjectIndex = (select: Select) => readonly Located[];

interface Entry extends Located {
  /** What a selection by name looks at: a type, a kind, an action. */
  readonly name: string;
  has(field: string): boolean;
}

/** The service, resources and workloads of a graph. */
export function indexGraph(graph: Graph): SubjectIndex {
  const { service } = graph;
  const services: readonly Entry[] = [
    { subject: service, address: "metadata", places: [service.origin.place], name: service.name, has: () => true },
  ];
  const resources: readonly Entry[] = graph.resources.map((resource) => ({
    subject: resource,
    address: resource.address,
    places: [resource.origin.place],
    name: resource.type,
    has: (field) => Object.hasOwn(resource.settings, field),
  }));
  const workloads: readonly Entry[] = graph.workloads.map((workload) => ({
    subject: workload,
    address: workload.address,
    places: [workload.origin.place],
    name: workload.kind,
    has: (field) => says(workload, field) || workload.containers.some((container) => says(container, field)),
  }));
  const [findResources, findWorkloads] = [byName(resources), byName(workloads)];
  return (select) => {
    if ("service" in select) return services;
    if ("resource" in select) return findResources(select.resource, select.having);
    if ("workload" in select) return findWorkloads(select.workload, select.having);
    return [];
  };
}

/** Looks at one field and at no other: some are worked out when they are read. */
function says(of: object, field: string): boolean {
  return Object.hasOwn(of, field) && Reflect.get(of, field) !== undefined;
}

/** The changes of a plan. A change stands where its differences come from, or else where the service stands. */
export function indexPlan(plan: Plan, graph: Graph | undefined): SubjectIndex {
  const service = graph ? [graph.service.origin.place] : [];
  const changes = plan.changes.map((change): Entry => {
    const places = change.diff.flatMap(({ origin }) => (origin ? [origin.place] : []));
    const made = [...(graph?.resources ?? []), ...(graph?.workloads ?? [])].find(
      ({ address }) => address === change.address,
    );
    const fallback = made ? [made.origin.place] : service;
    return {
      subject: change,
      address: change.address,
      places: places.length > 0 ? places : fallback,
      name: change.action,
      has: () => true,
    };
  });
  const find = byName(changes);
  return (select) => ("change" in select ? find(select.change, undefined) : []);
}

/** A document of its own. */
export function indexDocument(document: PolicyDocument): SubjectIndex {
  const kind = own(document.raw, "kind");
  const located = [{ subject: document, address: "", places: [document.placeOf("")] }];
  return (select) =>
    "document" in select && typeof kind === "string" && isOneOf(select.document, kind) ? located : [];
}

/** A repository with its workflows, actions, jobs and steps. */
export function indexRepository(repository: Repository): SubjectIndex {
  const { workflows, actions } = repository;
  const jobs = workflows.flatMap((workflow) => workflow.jobs);
  const steps = [...jobs.flatMap((job) => job.steps), ...actions.flatMap((action) => action.steps)];
  const whole: readonly Located[] = [{ subject: repository, address: "repository", places: [] }];
  const found = (subject: Repository["workflows"][number] | LocalAction | Job | Step, name = ""): Entry => ({
    subject,
    address: subject.address,
    get places() {
      return [subject.place];
    },
    name,
    has: () => true,
  });
  const [all, local] = [workflows.map((one) => found(one)), actions.map((one) => found(one))];
  const [findJobs, findSteps] = [
    byName(jobs.map((one) => found(one, one.kind))),
    byName(steps.map((one) => found(one, one.kind))),
  ];
  const conditional = [...jobs, ...steps].filter((one) => one.if !== undefined).map((one) => found(one));
  const users = [...steps.filter((step) => step.kind === "uses"), ...jobs.filter((job) => job.kind === "call")].map(
    (one) => found(one),
  );
  return (select) => {
    if ("repository" in select) return whole;
    if ("uses" in select) return users;
    if ("condition" in select) return conditional;
    if ("automation" in select) return [...all, ...local];
    if ("workflow" in select) return all;
    if ("action" in select) return local;
    if ("job" in select) return findJobs(select.job, undefined);
    if ("step" in select) return findSteps(select.step, undefined);
    return [];
  };
}

/** All services together: nothing to say of one alone. */
export function indexFleet(fleet: Fleet): SubjectIndex {
  const located: readonly Located[] =
    fleet.services.length > 1 ? [{ subject: fleet, address: "fleet", places: [] }] : [];
  return (select) => ("fleet" in select ? located : []);
}

function byName(entries: readonly Entry[]) {
  const groups = Map.groupBy(entries, ({ name }) => name);
  return (selected: string | readonly string[], having: string | undefined): readonly Entry[] => {
    const some =
      selected === "*"
        ? entries
        : typeof selected === "string"
          ? (groups.get(selected) ?? [])
          : [...new Set(selected)].flatMap((name) => groups.get(name) ?? []);
    return having === undefined ? some : some.filter((entry) => entry.has(having));
  };
}
