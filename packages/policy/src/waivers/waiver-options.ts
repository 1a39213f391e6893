import type { Finding } from "@towpath/core";
import type { Waiver } from "@towpath/manifest/policy";
import type { Ignore } from "./read-ignores.ts";
import type { WaiverScope } from "./scope.ts";
import type { WaivableRule } from "./waivable-rule.ts";

/** What resolving needs beside findings, waivers and the time. */
export interface WaiverOptions {
  /** All rules that were or could have been evaluated: `waivableRules` makes them. */
  readonly rules: readonly WaivableRule[];
  /** There may be rules that `rules` does not have: a pack could not be loaded. Nothing is said of unknown rules then. */
  readonly hasOtherRules?: boolean | undefined;
  /** What was evaluated. */
  readonly scope: WaiverScope;
  /** What a file is called from the root of its repository, by what places call it; the same when absent. */
  readonly fromRoot?: ((file: string) => string) | undefined;
  /** Comments that ignore rules, of the files that were checked. */
  readonly ignores?: readonly Ignore[] | undefined;
  /**
   * Whether a waiver's bound (`allow`) holds for what a finding is about, in one environment; a text says why that cannot be
   * told, and then the waiver does not cover.
   */
  readonly holds?:
    | ((waiver: Waiver, finding: Finding, environment: string | undefined) => boolean | string)
    | undefined;
  /**
   * Whether an approving review by a member of `approvedBy` covers what proposes a waiver; a text says why nobody can give
   * one. Nothing is approved when absent.
   */
  readonly approvals?: ((waiver: Waiver) => boolean | string) | undefined;
}
