/** A manifest as init means to write it: what stands in it and what its comments say. */
export interface Draft {
  /** Where an editor finds the schema: an address or a path. */
  readonly schema: string;
  /** The platform as the manifest names it. */
  readonly platform?: string | undefined;
  readonly name: string;
  readonly owner?: string | undefined;
  readonly description?: string | undefined;
  readonly toolchain: ReadonlyMap<string, string>;
  readonly build: { readonly run: readonly string[]; readonly output: readonly string[] };
  /** A Dockerfile that is there and not used. */
  readonly dockerfile?: string | undefined;
  readonly test?: DraftTest | undefined;
  readonly workload?: DraftWorkload | undefined;
  /** A Score file that says what runs and what it needs. */
  readonly score?: string | undefined;
  /** The environments that it is in, where it cannot be in all of the platform's. */
  readonly environments: readonly string[];
  /** A Score file that is there and not used. */
  readonly unusedScore?: string | undefined;
  readonly resources: readonly DraftResource[];
  /** What the service needs and the platform does not offer, a line each. */
  readonly missing: readonly string[];
}

export interface DraftTest {
  readonly run: string;
  readonly with: readonly string[];
  readonly junit?: string | undefined;
}

export interface DraftWorkload {
  readonly run: string;
  readonly port: number;
  readonly health?: string | undefined;
  readonly variables: readonly DraftVariable[];
  /** Variables that it reads and that init has no value for. */
  readonly unset: readonly string[];
  readonly migrate?: string | undefined;
}

export interface DraftVariable {
  readonly name: string;
  /** With placeholders as the manifest has them. */
  readonly value: string;
}

export interface DraftResource {
  readonly name: string;
  readonly type: string;
  readonly version?: string | undefined;
}
