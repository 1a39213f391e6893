// Written by `npm run generate` from schemas/ and starter/. Do not edit.

/**
 * A day, as year-month-day.
 */
type Date = string;
/**
 * Whether a waiver may except from it, and for how many days at most. Ninety days when absent.
 */
type RuleWaivable =
  | boolean
  | {
      /**
       * The most days between `created` and `expires`.
       */
      maxDays: number;
    };
/**
 * A name, several, or * for all.
 *
 * @minItems 1
 */
type Selected = string | [string, ...string[]];
/**
 * How `check --fix` mends it.
 */
type PolicyRuleFix = {
  [k: string]: unknown;
} & {
  /**
   * Whether it may be made without a look.
   */
  safety: "safe" | "unsafe";
  /**
   * Values by their path below the subject; CEL between {{ and }} is filled in.
   */
  set?: {
    [k: string]: unknown;
  };
  /**
   * What goes: a path below the subject.
   */
  remove?: string;
};

/**
 * A rule in YAML, with conditions in CEL.
 */
export interface PolicyRuleDocument {
  /**
   * The version of this format: towpath.dev/v1.
   */
  apiVersion: "towpath.dev/v1";
  /**
   * What this document is: a rule.
   */
  kind: "PolicyRule";
  metadata: PolicyRuleMetadata;
  /**
   * What platforms may set, by name; conditions and messages read it as `params.NAME`.
   */
  params?: {
    [k: string]: PolicyRuleParameter;
  };
  /**
   * When it is evaluated; follows from `select` when absent.
   */
  phase?: "documents" | "graph" | "plan" | "repository";
  select: PolicyRuleSelect;
  /**
   * In CEL: only where it holds, the rule has something to say.
   */
  when?: string;
  /**
   * In CEL: what has to hold.
   */
  assert: string;
  /**
   * Where the finding stands: a path below the subject; the subject itself when absent.
   */
  at?: string;
  /**
   * What is said where it fails; CEL between {{ and }} is filled in.
   */
  message: string;
  /**
   * What to do about it, the likeliest first.
   *
   * @maxItems 100
   */
  suggestions?: string[];
  fix?: PolicyRuleFix;
  tests: PolicyRuleTests;
}
/**
 * What the rule is called, how bad it is when it fails, and its page.
 */
interface PolicyRuleMetadata {
  /**
   * Its name, for ever.
   */
  id: string;
  /**
   * How bad it is when the rule fails.
   */
  severity: "critical" | "high" | "medium" | "low" | "info";
  /**
   * The version of its pack that brought it.
   */
  since?: string;
  effectiveFrom?: Date;
  docs: PolicyRuleDocs;
  waivable?: RuleWaivable;
}
/**
 * Its page.
 */
interface PolicyRuleDocs {
  /**
   * One sentence: what holds where the rule passes.
   */
  summary: string;
  /**
   * Why it matters, and what the rule does not see.
   */
  rationale: string;
  /**
   * Where more is written.
   */
  url?: string;
}
/**
 * A parameter: its kind, what holds when nobody sets it, and its bounds.
 */
interface PolicyRuleParameter {
  /**
   * Its kind.
   */
  type: "integer" | "number" | "string" | "boolean" | "list";
  /**
   * What holds when nobody sets it.
   */
  default: string | number | boolean | string[];
  /**
   * What it is for.
   */
  description?: string;
  /**
   * The least number.
   */
  minimum?: number;
  /**
   * The greatest number.
   */
  maximum?: number;
  /**
   * The texts that there are to choose from.
   *
   * @minItems 1
   * @maxItems 200
   */
  enum?: [string, ...string[]];
  /**
   * What a service may do with it.
   */
  merge?: "fixed" | "raise-only" | "lower-only" | "add-only";
}
/**
 * What it looks at: one kind of subject, by type or name.
 */
interface PolicyRuleSelect {
  resource?: Selected;
  workload?: Selected;
  service?: Selected;
  document?: Selected;
  change?: Selected;
  workflow?: Selected;
  action?: Selected;
  job?: Selected;
  step?: Selected;
  repository?: Selected;
}
/**
 * Examples that are tried whenever the rule is loaded or tested.
 */
interface PolicyRuleTests {
  /**
   * Examples that it has nothing to say about.
   *
   * @minItems 1
   * @maxItems 200
   */
  pass: [Example, ...Example[]];
  /**
   * Examples that it finds.
   *
   * @minItems 1
   * @maxItems 200
   */
  fail: [Example, ...Example[]];
}
/**
 * A part of a manifest, a workflow under `workflow:`, or the changes of a plan under `changes:`.
 */
interface Example {
  [k: string]: unknown;
}
