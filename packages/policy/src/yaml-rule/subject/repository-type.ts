import {
  CelMap,
  type CelObject,
  type CelValue,
  mapOf,
  type PropertyOf,
  types,
  type ViewType,
  viewType,
} from "../../cel/index.ts";
import type {
  CallJob,
  Job,
  LocalAction,
  Repository,
  SourceValue,
  Step,
  StepsJob,
  Trigger,
  Uses,
  Workflow,
} from "../../repository/index.ts";
import { choice, flag, many, one, text, texts, whole } from "./plain.ts";

/** A value of a file as it stands there: texts with `${{ }}` in them as they are. */
export function sourceOf(value: SourceValue): CelValue {
  if (value.kind === "scalar") return typeof value.raw === "number" ? numberOf(value.raw) : value.raw;
  if (value.kind === "sequence") return value.items.map(sourceOf);
  return new CelMap([...value.entries.keys()], (key) => {
    const found = value.entries.get(String(key));
    return found && sourceOf(found);
  });
}

function numberOf(value: number): CelValue {
  return Number.isInteger(value) ? BigInt(value) : value;
}

/** A value of a file; `isOptional` in any case: nobody has to write it. */
function source<T>(read: (of: T) => SourceValue | undefined): PropertyOf<T> {
  return {
    type: types.dyn,
    isOptional: true,
    read(of) {
      const value = read(of);
      return value && sourceOf(value);
    },
  };
}

/** Texts by name, empty where nobody wrote any. */
function environment<T>(read: (of: T) => SourceValue | undefined): PropertyOf<T> {
  return {
    type: mapOf(types.string),
    read(of) {
      const value = read(of);
      const entries = value?.kind === "mapping" ? value.entries : undefined;
      return new CelMap([...(entries?.keys() ?? [])], (key) => {
        const found = entries?.get(String(key));
        return found?.kind === "scalar" ? found.text : "";
      });
    },
  };
}

const triggerType = viewType<Trigger>("trigger", () => ({
  name: text(({ name }) => name),
  config: source(({ value }) => value),
}));

const usesType = viewType<Uses>("uses", () => ({
  text: text(({ scalar }) => scalar.text),
  kind: choice(["repository", "local", "self", "docker", "unknown"], ({ kind }) => kind),
  owner: text((of) => (of.kind === "repository" ? of.owner : undefined), true),
  repo: text((of) => (of.kind === "repository" ? of.repo : undefined), true),
  path: text((of) => ("path" in of ? of.path : undefined), true),
  ref: text((of) => (of.kind === "repository" ? of.ref : undefined), true),
  image: text((of) => (of.kind === "docker" ? of.image : undefined), true),
  isPinned: flag((of) => (of.kind === "repository" || of.kind === "docker") && of.isPinned),
}));

/** `step` */
export const stepType: ViewType<Step> = viewType<Step>("step", () => ({
  address: text(({ address }) => address),
  index: whole(({ index }) => index),
  kind: choice(["uses", "run", "other"], ({ kind }) => kind),
  id: text(({ id }) => id?.text, true),
  name: text(({ name }) => name?.text, true),
  condition: text((of) => of.if?.scalar.text, true),
  env: environment(({ env }) => env),
  uses: one(usesType, (of) => (of.kind === "uses" ? of.uses : undefined), true),
  with: environment((of) => (of.kind === "uses" ? of.with : undefined)),
  run: text((of) => (of.kind === "run" ? of.run.text : undefined), true),
  shell: text((of) => (of.kind === "run" ? of.shell.name : undefined), true),
  workingDirectory: text((of) => (of.kind === "run" ? of.workingDirectory?.text : undefined), true),
  job: one(jobType, ({ parent }) => (parent.kind === "steps" ? parent : undefined), true),
  action: one(actionType, ({ parent }) => (parent.kind === "action" ? parent : undefined), true),
  source: { ...source(({ mapping }) => mapping), isOptional: false },
}));

/** `job` */
export const jobType: ViewType<Job> = viewType<Job>("job", () => ({
  address: text(({ address }) => address),
  id: text(({ id }) => id),
  kind: choice(["steps", "call"], ({ kind }) => kind),
  name: text(({ name }) => name?.text, true),
  needs: texts(({ needs }) => needs.map((need) => need.text)),
  condition: text((of) => of.if?.scalar.text, true),
  permissions: source(({ mapping }) => mapping.get("permissions")),
  env: environment(({ env }) => env),
  runsOn: texts((of) => stepsJob(of)?.runsOn?.labels.map((label) => label.text) ?? []),
  environment: text((of) => stepsJob(of)?.environment?.text, true),
  timeoutMinutes: source((of) => stepsJob(of)?.timeoutMinutes),
  uses: one(usesType, (of) => callJob(of)?.uses, true),
  with: environment((of) => callJob(of)?.with),
  steps: many(stepType, ({ steps }) => steps),
  workflow: one(workflowType, ({ workflow }) => workflow),
  source: { ...source(({ mapping }) => mapping), isOptional: false },
}));

function stepsJob(job: Job): StepsJob | undefined {
  return job.kind === "steps" ? job : undefined;
}

function callJob(job: Job): CallJob | undefined {
  return job.kind === "call" ? job : undefined;
}

/** `workflow` */
export const workflowType: ViewType<Workflow> = viewType<Workflow>("workflow", () => ({
  path: text(({ path }) => path),
  name: text(({ name }) => name?.text, true),
  triggers: many(triggerType, ({ triggers }) => triggers),
  permissions: source(({ mapping }) => mapping.get("permissions")),
  env: environment(({ env }) => env),
  concurrency: source(({ concurrency }) => concurrency),
  jobs: many(jobType, ({ jobs }) => jobs),
  isReusable: flag(({ isReusable }) => isReusable),
  source: { ...source(({ mapping }) => mapping), isOptional: false },
}));

/** `action` */
export const actionType: ViewType<LocalAction> = viewType<LocalAction>("action", () => ({
  path: text(({ path }) => path),
  folder: text(({ folder }) => folder),
  name: text(({ name }) => name?.text, true),
  using: text(({ using }) => using?.text, true),
  inputs: source(({ inputs }) => inputs),
  outputs: source(({ outputs }) => outputs),
  steps: many(stepType, ({ steps }) => steps),
  source: { ...source(({ mapping }) => mapping), isOptional: false },
}));

type CodeOwnersEntry = NonNullable<Repository["codeowners"]>["entries"][number];

const ownersType = viewType<CodeOwnersEntry>("line", () => ({
  pattern: text(({ pattern }) => pattern),
  owners: texts(({ owners }) => owners),
}));

const filesType = { kind: "object", name: "files", properties: new Map() } as const;

/** `repository`. `"path" in repository.files` asks whether there is such a file. */
export const repositoryType: ViewType<Repository> = viewType<Repository>("repository", () => ({
  workflows: many(workflowType, ({ workflows }) => workflows),
  actions: many(actionType, ({ actions }) => actions),
  dependabot: source(({ dependabot }) => dependabot),
  codeowners: many(ownersType, ({ codeowners }) => codeowners?.entries ?? []),
  files: {
    type: filesType,
    read: ({ files }): CelObject => ({ type: filesType, get: () => undefined, has: (path) => files.has(path) }),
  },
}));
