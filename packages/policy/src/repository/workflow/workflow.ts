import type { Address, Place } from "@towpath/core";
import type { SourceDocument } from "@towpath/manifest";
import type { Mapping, Scalar, SourceValue } from "../source/source-value.ts";
import type { CallJob, Job } from "./job.ts";
import type { Permissions } from "./permissions.ts";
import type { Trigger } from "./trigger.ts";

/** A file of `.github/workflows`. What is missing or of another type than it must be is left out. */
export interface Workflow {
  readonly kind: "workflow";
  /** `workflows.NAME`, with the file's name. */
  readonly address: Address;
  /** Below the repository's root, with `/`. */
  readonly path: string;
  readonly document: SourceDocument;
  /** Where it stands: its first key. */
  readonly place: Place;
  /** All of it. */
  readonly mapping: Mapping;
  readonly name: Scalar | undefined;
  /** What `on` says, in its order. */
  readonly triggers: readonly Trigger[];
  readonly on: SourceValue | undefined;
  readonly permissions: Permissions | undefined;
  readonly env: Mapping | undefined;
  readonly defaults: Mapping | undefined;
  readonly concurrency: SourceValue | undefined;
  readonly jobs: readonly Job[];
  /** Other workflows may call it. */
  readonly isReusable: boolean;
  /** The jobs of this repository that call it. */
  readonly callers: readonly CallJob[];
}
