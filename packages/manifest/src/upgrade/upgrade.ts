import type { JsonObject } from "@towpath/core";
import type { Change } from "../edit/change.ts";
import type { DocumentKind } from "../schema/not-built.ts";

/** The version of documents that this package reads. */
export const CURRENT_API_VERSION = "towpath.dev/v1";

/** One step from an older version of documents to a later one. */
export interface Upgrade {
  /** As `towpath.dev/v1beta1`. */
  readonly from: string;
  readonly to: string;
  /** The kinds of documents that it is for. */
  readonly kinds: readonly DocumentKind[];
  /** What changes in a document of `from`, the version itself aside. */
  changes(document: JsonObject): readonly Change[];
  /** What a person should know or look at, a sentence each. */
  readonly notes: readonly string[];
}

/** Every step there is. No older version was ever published. */
export const UPGRADES: readonly Upgrade[] = [];

/** The step from a version, for a kind of document. */
export function upgradeFrom(version: string, kind: unknown, upgrades: readonly Upgrade[]): Upgrade | undefined {
  return upgrades.find(({ from, kinds }) => from === version && kinds.some((one) => one === kind));
}
