import type { Json, JsonObject } from "@towpath/core";
import type { LoopbackGitHub } from "../github/loopback-github.ts";
import type { LoopbackRepository } from "../github/repository.ts";
import type { ArtifactFolder } from "./actions/artifact-folder.ts";
import type { JobEnding, StepEnding } from "./ending.ts";
import type { MachineSketch } from "./machine/machine.ts";
import type { ConcurrencyGroups } from "./model/concurrency.ts";
import type { SourceTree } from "./model/source-tree.ts";

/** What happened to a repository: what starts a run. */
export interface WorkflowEvent {
  readonly name: string;
  readonly payload: JsonObject;
  readonly actor: string;
  /** `refs/heads/main`, `refs/pull/7/merge` */
  readonly ref: string;
  readonly sha: string;
  /** For a pull request: the branch that it comes from, and the one that it goes to. */
  readonly headRef?: string;
  readonly baseRef?: string;
}

/** An environment of the repository's settings. */
export interface EnvironmentSettings {
  readonly secrets?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  /** Who has to let a job in: gives whether they did. */
  readonly review?: (job: string) => Promise<boolean>;
}

/** A run to be made. */
export interface RunRequest {
  readonly github: LoopbackGitHub;
  readonly repository: LoopbackRepository;
  readonly event: WorkflowEvent;
  /** `.github/workflows/towpath.yml`, as it is in the event's commit. */
  readonly workflow: string;
  /** Folders that stand for other repositories: `{ "towpath/towpath": folder }`. */
  readonly repositories?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly environments?: Readonly<Record<string, EnvironmentSettings>>;
  /** The machine for a job with these labels and this name; a new one each time without it. */
  readonly runner?: "hosted" | MachineSketch | ((labels: readonly string[], job: string) => "hosted" | MachineSketch);
  /** The run's attempt; the first without it. */
  readonly attempt?: number;
  /** Cancels the run, as somebody who presses the button does. */
  readonly signal?: AbortSignal;
  /** Called after each step. */
  readonly onStep?: (job: string, step: StepEnding) => void;
}

/** A run that is under way. */
export interface Run {
  readonly request: RunRequest;
  readonly id: number;
  /** The pull request comes from a fork: no secrets, no variables, no identity, and a token that reads. */
  readonly isFork: boolean;
  /** False for a fork's pull request, and for what Dependabot starts: it has secrets of its own, which are not known here. */
  readonly hasSecrets: boolean;
  /** What every job's `github` context begins with. */
  readonly github: JsonObject;
  /** The repository's, as far as the run gets them. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, Json>>;
  /** Its own folder, gone with it. */
  readonly scratch: string;
  readonly artifacts: ArtifactFolder;
  /** The repository's caches. */
  readonly caches: string;
  readonly groups: ConcurrencyGroups;
  readonly signal: AbortSignal;
  readonly endings: JobEnding[];
  /** Files of another repository, or of this one at another commit. */
  treeFor(repository: string, ref: string): Promise<SourceTree>;
  readonly own: SourceTree;
}
