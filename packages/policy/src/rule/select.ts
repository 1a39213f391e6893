import type { JsonObject, Place } from "@towpath/core";
import type { GraphContainer, GraphResource, GraphService, GraphWorkload, WorkloadKind } from "@towpath/manifest";
import type { Action, Change } from "@towpath/provisioning";
import type { CallJob, Job, LocalAction, Repository, Step, UsesStep, Workflow } from "../repository/index.ts";

/**
 * When a rule can be evaluated: once documents are read, once they are resolved, once it is known what would change; once a
 * check for the repository around them, and for all services that are checked together.
 */
export type Phase = "documents" | "graph" | "plan" | "repository" | "fleet";

/** A document as a rule of phase `documents` sees it. */
export interface PolicyDocument {
  /** As the user would type it. */
  readonly file: string;
  /** The document's value, its `kind` included. */
  readonly raw: JsonObject;
  /** Where the value of a JSON Pointer (RFC 6901) stands, or the nearest value above it. */
  placeOf(pointer: string): Place;
}

/** The services that are checked together, sorted by name, then manifest. */
export interface Fleet {
  readonly services: readonly FleetService[];
}

/** What is known of a service beside others. */
export interface FleetService {
  readonly name: string;
  readonly owner?: string | undefined;
  readonly manifest: string;
  /** How much hangs on it, where it says so. */
  readonly criticality?: GraphService["criticality"] | undefined;
  /** The services of the platform that it relies on, each with where it says so. */
  readonly consumes?: readonly { readonly service: string; readonly place: Place }[] | undefined;
  /** Where its name stands. */
  readonly place: Place;
}

/** What a rule is called with, by the word that selects it. */
export interface Subjects {
  readonly document: PolicyDocument;
  readonly service: GraphService;
  readonly resource: GraphResource;
  readonly workload: GraphWorkload;
  readonly change: Change;
  readonly repository: Repository;
  readonly workflow: Workflow;
  readonly action: LocalAction;
  readonly job: Job;
  readonly step: Step;
  /** What uses an action or calls a workflow. */
  readonly uses: UsesStep | CallJob;
  /** What has an `if`. */
  readonly condition: Job | Step;
  /** A file that GitHub runs: a workflow, or an action of the repository. */
  readonly automation: Workflow | LocalAction;
  readonly fleet: Fleet;
}

/** The words that select. */
export type SubjectName = keyof Subjects;
/** Anything that a rule can be called with. */
export type Subject = Subjects[SubjectName];

/** One name, several, or all of them. */
export type OneOf<Name extends string> = "*" | Name | readonly Name[];

/**
 * Which subjects a rule sees. `having` leaves out those without a setting or a field, so that a rule that is about it
 * counts only what it could judge.
 */
export interface Selects {
  readonly documents: { readonly document: OneOf<string> };
  readonly graph:
    | { readonly service: "*" }
    | { readonly resource: OneOf<string>; readonly having?: string }
    | { readonly workload: OneOf<WorkloadKind>; readonly having?: keyof GraphWorkload | keyof GraphContainer };
  readonly plan: { readonly change: OneOf<Action> };
  readonly repository:
    | { readonly repository: "*" }
    | { readonly workflow: "*" }
    | { readonly action: "*" }
    | { readonly job: OneOf<Job["kind"]> }
    | { readonly step: OneOf<Step["kind"]> }
    | { readonly uses: "*" }
    | { readonly condition: "*" }
    | { readonly automation: "*" };
  readonly fleet: { readonly fleet: "*" };
}

/** A selection of any phase. */
export type Select = Selects[Phase];

/** The subject that a selection gives. */
export type SubjectOf<S> = Subjects[keyof S & SubjectName];

/** Whether a name is among those selected. */
export function isOneOf(selected: OneOf<string>, name: string): boolean {
  return selected === "*" || selected === name || (Array.isArray(selected) && selected.includes(name));
}
