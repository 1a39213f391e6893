import type { PlatformModel } from "@towpath/manifest";
import type { Detected } from "../detect/detect-repository.ts";
import type { RepositoryFiles } from "../detect/repository-files.ts";
import { topLevel } from "../detect/top-level.ts";
import type { Answers } from "./answers.ts";
import type { Draft } from "./draft.ts";
import { unsetVariables } from "./unset-variables.ts";
import { type NamedResource, type WantedResource, wantedResources } from "./wanted-resources.ts";
import { type WiredVariable, wiredVariables } from "./wired-variables.ts";

/** What the user said beside what {@link Answers} settle. */
export interface DraftRequest {
  readonly schema: string;
  /** The platform as the manifest is to name it. */
  readonly platformReference: string | undefined;
  readonly build: readonly string[];
  readonly output: readonly string[];
  readonly test: string | undefined;
  readonly resources: readonly NamedResource[];
}

/** A draft, with where its parts came from. */
export interface MadeDraft {
  readonly draft: Draft;
  readonly resources: readonly WantedResource[];
  readonly variables: readonly WiredVariable[];
}

/** Joins what was found, answered and offered to a manifest. */
export function makeDraft(
  request: DraftRequest,
  detected: Detected,
  answers: Answers,
  platform: PlatformModel,
  repository: RepositoryFiles,
): MadeDraft {
  const { application, compose } = detected;
  const isScore = answers.usesScore;
  const clients = isScore
    ? []
    : [...(application?.clients ?? []), ...(compose?.clients ?? []), ...(detected.score?.clients ?? [])];
  const { resources, missing } = wantedResources(clients, request.resources, platform);
  const listed = [...detected.examples, ...(compose?.variables ?? []), ...(detected.score?.variables ?? [])];
  const read = application?.variables ?? [];
  const form = application?.addressForm ?? "url";
  const variables = wiredVariables(resources, listed, read, form);
  const run = request.build.length > 0 ? request.build : (application?.build.map(({ value }) => value) ?? []);
  const found = application?.output ?? [];
  const isKnown = found.length > 0 || answers.run === undefined;
  const output = request.output.length > 0 ? request.output : isKnown ? found : topLevel(repository, /^$/);
  const test = request.test ?? application?.test?.value;
  const description = application?.description?.value.replaceAll(/\s+/g, " ").trim().slice(0, 200);
  const draft: Draft = {
    schema: request.schema,
    platform: request.platformReference,
    name: answers.name.value,
    owner: answers.owner?.value,
    description: description || undefined,
    toolchain: new Map([...(application?.toolchain ?? [])].map(([tool, { value }]) => [tool, value])),
    build:
      answers.run === undefined && application === undefined
        ? { run: request.build, output: request.output }
        : { run, output },
    dockerfile: detected.dockerfile?.at.file,
    test:
      test === undefined
        ? undefined
        : {
            run: test,
            with: resources.map(({ name }) => name),
            junit: request.test === undefined ? application?.junit : undefined,
          },
    workload:
      answers.run === undefined
        ? undefined
        : {
            run: answers.run.value,
            port: answers.port?.value ?? 8080,
            health: application?.health?.value,
            variables,
            unset: unsetVariables(listed, read, variables, resources, form),
            migrate: application?.migrate?.value,
          },
    score: isScore ? detected.score?.file : undefined,
    environments: isScore ? platform.environments.filter((name) => !platform.isLocal(name)) : [],
    unusedScore: isScore ? undefined : detected.score?.file,
    resources,
    missing,
  };
  return { draft, resources, variables };
}
