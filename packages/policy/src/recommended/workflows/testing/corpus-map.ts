import type { Json } from "@towpath/core";

/** How strictly the other tool was asked to look. */
export type Persona = "regular" | "pedantic" | "auditor";

/** What a rule of another tool is here. */
export type Correspondence =
  | {
      readonly ours: readonly string[];
      /** The rule of theirs says more than ours do: it is compared where it says the same, in these cases. */
      readonly only?: { readonly inputs: readonly string[]; readonly because: string };
      /** Rules that say what the other tool says only when it is asked to be stricter. */
      readonly stricter?: Readonly<Partial<Record<Persona, readonly string[]>>>;
      /** Parameters of ours that are as strict as the other tool when it is asked to be. */
      readonly params?: Readonly<Partial<Record<Persona, Readonly<Record<string, Readonly<Record<string, Json>>>>>>>;
    }
  | { readonly notOurs: string };

/** Rules of zizmor, https://docs.zizmor.sh/audits/. */
export const ZIZMOR: Readonly<Record<string, Correspondence>> = {
  "archived-uses": { ours: ["workflows/archived-uses", "supply-chain/pre-commit-sources"] },
  artipacked: {
    ours: ["workflows/checkout-credentials"],
    params: {
      pedantic: { "workflows/checkout-credentials": { when: "by-default" } },
      auditor: { "workflows/checkout-credentials": { when: "always" } },
    },
  },
  "bot-conditions": { ours: ["workflows/bot-conditions"] },
  "cache-poisoning": { ours: ["workflows/cache-poisoning"] },
  "concurrency-limits": { ours: [], stricter: { pedantic: ["workflows/concurrency-limits"] } },
  "dangerous-triggers": { ours: ["workflows/dangerous-triggers"] },
  "dependabot-cooldown": { ours: ["supply-chain/dependabot-cooldown"] },
  "dependabot-execution": { ours: ["supply-chain/dependabot-execution"] },
  "excessive-permissions": {
    ours: ["workflows/broad-permissions", "workflows/missing-permissions"],
    params: {
      pedantic: {
        "workflows/broad-permissions": { alsoOneJob: true },
        "workflows/missing-permissions": { alsoWhereJobsSay: true },
      },
    },
  },
  "forbidden-uses": { ours: ["workflows/forbidden-uses"] },
  "github-app": { ours: ["workflows/github-app-token"] },
  "github-env": { ours: ["workflows/github-env"] },
  "hardcoded-container-credentials": { ours: ["workflows/container-credentials"] },
  "insecure-commands": {
    ours: ["workflows/insecure-commands"],
    stricter: { auditor: ["workflows/opaque-env"] },
  },
  "insecure-url-scheme": { ours: ["supply-chain/pre-commit-sources"] },
  obfuscation: {
    ours: ["workflows/obfuscation"],
    params: { pedantic: { "workflows/obfuscation": { alsoComputed: true } } },
  },
  "overprovisioned-secrets": { ours: ["workflows/overprovisioned-secrets"] },
  "secrets-inherit": { ours: ["workflows/secrets-inherit"] },
  "secrets-outside-env": { ours: [], stricter: { auditor: ["workflows/secrets-outside-env"] } },
  "self-hosted-runner": { ours: [], stricter: { auditor: ["workflows/self-hosted-runner"] } },
  "self-repository": { ours: ["workflows/self-repository"] },
  "template-injection": {
    ours: ["workflows/template-injection", "workflows/unknown-in-script"],
    stricter: { pedantic: ["workflows/expression-in-script"] },
  },
  "typosquat-uses": { ours: ["workflows/typosquat-uses"] },
  "undocumented-permissions": { ours: [], stricter: { pedantic: ["workflows/undocumented-permissions"] } },
  "unpinned-images": {
    ours: ["workflows/unpinned-images"],
    params: { pedantic: { "workflows/unpinned-images": { by: "digest" } } },
  },
  "unpinned-tools": { ours: ["workflows/unpinned-tools"] },
  "unpinned-uses": { ours: ["workflows/unpinned-uses"] },
  "unredacted-secrets": { ours: ["workflows/unredacted-secrets"] },
  "unsound-condition": { ours: ["workflows/unsound-condition"] },
  "unsound-contains": { ours: ["workflows/unsound-contains"] },
  "unsound-ternary": { ours: ["workflows/unsound-ternary"] },
  "use-trusted-publishing": { ours: ["workflows/trusted-publishing"] },

  "anonymous-definition": { notOurs: "a workflow without a name is a matter of taste" },
  "adhoc-packages": { notOurs: "what a script installs is its own business; dependencies have lock files" },
  "impostor-commit": { notOurs: "it needs to ask GitHub, and a check is offline" },
  "known-vulnerable-actions": { notOurs: "it needs to ask an advisory database, and a check is offline" },
  misfeature: { notOurs: "features that exist are a matter of taste" },
  "ref-confusion": { notOurs: "it needs to ask GitHub, and a check is offline" },
  "ref-version-mismatch": { notOurs: "it needs to ask GitHub, and a check is offline" },
  "stale-action-refs": { notOurs: "it needs to ask GitHub, and a check is offline" },
  "superfluous-actions": { notOurs: "an action that the runner could replace is a matter of taste" },
};

/** Kinds of findings of actionlint, https://github.com/rhysd/actionlint/blob/main/docs/checks.md. */
export const ACTIONLINT: Readonly<Record<string, Correspondence>> = {
  "deprecated-commands": { ours: ["workflows/deprecated-commands"] },
  "if-cond": { ours: ["workflows/unsound-condition"] },
  permissions: { ours: ["workflows/known-permissions"] },
  credentials: { ours: ["workflows/container-credentials"] },

  action: { notOurs: "which inputs an action has: it fails, it endangers nobody" },
  "env-var": { notOurs: "GitHub refuses the workflow" },
  events: { notOurs: "GitHub refuses the workflow" },
  expression: {
    ours: ["workflows/template-injection"],
    only: {
      inputs: ["examples/untrusted_input.yaml"],
      because:
        "the rest is about types and names in expressions: GitHub refuses the workflow, or a text is empty, and nobody is endangered",
    },
  },
  glob: { notOurs: "a filter that matches nothing: it runs too seldom, and endangers nobody" },
  id: { notOurs: "GitHub refuses the workflow" },
  "job-needs": { notOurs: "GitHub refuses the workflow" },
  matrix: { notOurs: "a matrix that excludes nothing endangers nobody" },
  pyflakes: { notOurs: "the correctness of a script in Python" },
  "runner-label": { notOurs: "a label that no runner has: the job waits, and endangers nobody" },
  shellcheck: { notOurs: "the correctness of a script in a shell" },
  "shell-name": { notOurs: "GitHub refuses the workflow" },
  "syntax-check": { notOurs: "GitHub refuses the workflow" },
  "workflow-call": { notOurs: "GitHub refuses the workflow" },
};

/** A case in which ours and theirs say different things, and why. */
export interface Difference {
  readonly corpus: "zizmor" | "actionlint";
  readonly input: string;
  readonly rule: string;
  readonly line: number;
  /** `missed`: they report it and we do not; `more`: the other way round. */
  readonly kind: "missed" | "more";
  readonly why: string;
}

/** Every difference there is. A test compares this list with what is found. */
export const DIFFERENCES: readonly Difference[] = [
  {
    corpus: "zizmor",
    input: "obfuscation.yml",
    rule: "obfuscation",
    line: 57,
    kind: "more",
    why: "`foobar[format('{0}', 'event')]` is `foobar['event']`: an index that is put together hides what is read.",
  },
  {
    corpus: "zizmor",
    input: "template-injection/pr-317-repro.yml",
    rule: "template-injection",
    line: 28,
    kind: "missed",
    why: "`matrix.bar` is followed to what it holds, a text with `github.repository_owner` in it: an account's name can hold nothing that a shell would run. workflows/expression-in-script reports it in the strict pack.",
  },
];

/** For each rule of theirs, how many of its findings ours report on the same line, and how many there are. Held by a test. */
export const AGREEMENT: Readonly<
  Record<Difference["corpus"], Readonly<Record<string, readonly [agreed: number, expected: number]>>>
> = {
  zizmor: {
    "archived-uses": [5, 5],
    artipacked: [6, 6],
    "bot-conditions": [11, 11],
    "cache-poisoning": [10, 10],
    "concurrency-limits": [2, 2],
    "dangerous-triggers": [1, 1],
    "dependabot-cooldown": [2, 2],
    "excessive-permissions": [11, 11],
    "forbidden-uses": [4, 4],
    "github-env": [5, 5],
    "insecure-commands": [5, 5],
    "insecure-url-scheme": [2, 2],
    obfuscation: [21, 21],
    "secrets-inherit": [1, 1],
    "secrets-outside-env": [5, 5],
    "self-hosted-runner": [3, 3],
    "self-repository": [1, 1],
    "template-injection": [15, 16],
    "typosquat-uses": [5, 5],
    "undocumented-permissions": [7, 7],
    "unpinned-images": [19, 19],
    "unpinned-tools": [5, 5],
    "unpinned-uses": [17, 17],
    "unsound-ternary": [1, 1],
  },
  actionlint: {
    credentials: [2, 2],
    "deprecated-commands": [4, 4],
    expression: [3, 3],
    "if-cond": [6, 6],
    permissions: [15, 15],
  },
};
