import type { Digest } from "@towpath/core";
import type { RecordVerdict } from "../record/verify-record.ts";
import type { PredicateName } from "../statement/predicate-type.ts";
import type { DeploymentPredicate } from "../statement/predicates/deployment.ts";
import type { PredicateOf } from "../statement/predicates.ts";
import { predicateOf, type Statement } from "../statement/statement.ts";
import type { SubjectKey } from "../statement/subject.ts";

/** A statement on record, as it was looked at. */
export interface RecordedStatement {
  readonly index: number;
  /** When it was recorded. RFC 3339. */
  readonly at: string;
  /** Of the signed bytes. */
  readonly digest: Digest;
  readonly subjects: readonly SubjectKey[];
  readonly predicateType: string;
  /** What it says, where it is believed. */
  readonly statement?: Statement | undefined;
  /** Who signed it, where it is believed. */
  readonly signer?: string | undefined;
  /** Why it is not believed, where it is not. */
  readonly why?: string | undefined;
}

/** One release that went, or is to go, into an environment: what controls are asked about. */
export interface Change {
  readonly service: string;
  readonly environment?: string | undefined;
  /** Of the deployment; absent where there was none. */
  readonly number?: number | undefined;
  readonly version: string;
  readonly digest: Digest;
  readonly commit?: string | undefined;
  /** When it was asked for; when it is looked at, where it was not deployed. RFC 3339. */
  readonly at: string;
  readonly finishedAt?: string | undefined;
  readonly actor?: string | undefined;
  readonly verdict?: DeploymentPredicate["verdict"] | undefined;
  /** The commit of what served before; null where nothing did; undefined where it is not known. */
  readonly previousCommit?: string | null | undefined;
  /** It was deployed, and nothing signed is on record of that. */
  readonly isUnsigned: boolean;
}

/** A digest that runs somewhere. */
export interface RunningDigest {
  readonly environment: string;
  readonly workload: string;
  readonly digest: string;
}

/** What runs now; or why nobody knows. */
export type Running = { readonly digests: readonly RunningDigest[] } | { readonly why: string };

/** Everything that controls look at. */
export interface ControlFacts {
  readonly service: string;
  /** Every statement on record, the oldest first. */
  readonly statements: readonly RecordedStatement[];
  /** Every change of the service that is known of, the oldest first: also those that are not asked about. */
  readonly changes: readonly Change[];
  readonly record: Pick<RecordVerdict, "flaws" | "anchored" | "entries">;
  readonly running: Running;
}

/** A statement of a kind, with what it says. */
export interface Said<Name extends PredicateName> {
  readonly recorded: RecordedStatement;
  readonly said: PredicateOf<Name>;
}

/** What a believed statement says, if it is of a kind. */
export function saidIn<Name extends PredicateName>(recorded: RecordedStatement, name: Name): Said<Name> | undefined {
  const said = recorded.statement && predicateOf(recorded.statement, name);
  return said && { recorded, said };
}
