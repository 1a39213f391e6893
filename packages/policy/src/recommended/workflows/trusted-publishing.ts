import type { Place } from "@towpath/core";
import type { RunStep, SourceValue, StepsJob, UsesStep } from "../../repository/index.ts";
import { defineRule } from "../../rule/define-rule.ts";
import { actionInput } from "./action-input.ts";
import { actionName } from "./action-names.ts";
import { isOnlyCalled } from "./missing-permissions.ts";

/** Actions that publish, with the input that a long-lived token is handed over by, and the one that names the registry. By `owner/repo` in small letters. */
const ACTIONS: ReadonlyMap<string, { readonly token: string; readonly registry: readonly string[] }> = new Map([
  ["pypa/gh-action-pypi-publish", { token: "password", registry: ["repository-url", "repository_url"] }],
  ["rubygems/configure-rubygems-credentials", { token: "api-token", registry: ["gem-server"] }],
]);
/** Registries that take an identity of the workflow in place of a token. */
const TRUSTING = /^https:\/\/(?:(?:test|upload)\.)?(?:pypi|rubygems)\.org\b/;
/** Commands that publish to such a registry, with the variables of their tokens. */
const COMMANDS: readonly (readonly [command: RegExp, token: RegExp])[] = [
  [
    /\b(?:(?:npx|bunx) )?(?:npm|pnpm|bun|yarn(?: npm)?)(?: -\S+(?: [^-\s]\S*)?){0,8}? publish\b/g,
    /^(?:NODE_AUTH_TOKEN|NPM_TOKEN|NPM_CONFIG_TOKEN|YARN_NPM_AUTH_TOKEN)$/,
  ],
  [/\bcargo (?:\+\S+ )?publish\b/g, /^CARGO_REGISTRY_TOKEN$/],
  [
    /\b(?:(?:uvx|uv run|pipx run|python3? -m) )?(?:twine upload|uv publish|poetry publish|hatch publish|flit publish|pdm publish)\b/g,
    /^(?:TWINE_PASSWORD|UV_PUBLISH_TOKEN|UV_PUBLISH_PASSWORD|POETRY_PYPI_TOKEN_PYPI|HATCH_INDEX_AUTH|FLIT_PASSWORD|PDM_PUBLISH_PASSWORD)$/,
  ],
  [/\b(?:bundle exec )?gem push\b/g, /^GEM_HOST_API_KEY$/],
  [/\b(?:dotnet )?nuget(?:\.exe)? push\b/gi, /^NUGET_(?:API_?KEY|TOKEN)$/],
];

/** Whoever publishes proves which workflow they are, and keeps no token that can be stolen. */
export const trustedPublishing = defineRule({
  id: "workflows/trusted-publishing",
  phase: "repository",
  select: { step: ["uses", "run"] },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: {
      token:
        "The package is published with a token that lasts, {{name}}, where the registry would take the workflow's own identity.",
      identity: "{{command}} runs in a job that may not prove which workflow it is: it needs a token that lasts.",
    },
    docs: {
      summary: "Packages are published with the workflow's identity, not with a token that lasts.",
      rationale:
        "npm, PyPI, crates.io, RubyGems and NuGet know trusted publishing: the registry is told once which workflow may publish, and no token can leak or has to be renewed. " +
        "A job that publishes without `id-token: write` cannot use it. Dry runs, registries of your own and GitHub's own registry are left alone.",
      bad: [
        "on: release\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm publish\n        env: { NODE_AUTH_TOKEN: '${{ secrets.NPM_TOKEN }}' }\n",
      ],
      good: [
        "on: release\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    permissions: { id-token: write }\n    steps:\n      - run: npm publish\n",
      ],
    },
  },
  check(step, context) {
    const suggestions = [
      "Set trusted publishing up at the registry, grant the job `id-token: write`, and take the token out.",
    ];
    if (step.kind === "uses") {
      const found = tokenOf(step);
      if (found)
        context.report({
          messageId: "token",
          at: [step.uses.scalar.keyPlace, { ...found.place, note: "handed over here" }],
          path: ["token"],
          data: { name: found.name },
          suggestions,
        });
    }
    if (step.kind !== "run") return;
    const mayProve = step.parent.kind === "action" || canProve(step.parent);
    for (const { command, start, token } of publishingIn(step)) {
      const common = { at: step.run.placeOf(start, start + command.length), path: ["run", String(start)], suggestions };
      if (token !== undefined) context.report({ messageId: "token", data: { name: token }, ...common });
      else if (!mayProve) context.report({ messageId: "identity", data: { command }, ...common });
    }
  },
});

function tokenOf(step: UsesStep): { readonly name: string; readonly place: Place } | undefined {
  const action = ACTIONS.get(actionName(step.uses) ?? "");
  const said = action && actionInput(step, action.token);
  if (!action || !said || (said.kind !== "text" && said.kind !== "expression")) return undefined;
  const isElsewhere = action.registry.some((name) => {
    const registry = actionInput(step, name);
    return registry.kind === "expression" || (registry.kind === "text" && !TRUSTING.test(registry.text));
  });
  return isElsewhere ? undefined : { name: action.token, place: said.scalar.keyPlace };
}

/** What a script publishes, and the variable that its token is in. */
function publishingIn(step: RunStep) {
  const { text } = step.run;
  return COMMANDS.flatMap(([pattern, token]) =>
    [...text.matchAll(pattern)].flatMap(({ 0: command, index: start }) => {
      const before =
        text
          .slice(Math.max(start - FURTHEST, 0), start)
          .split("\n")
          .at(-1) ?? "";
      if (/^\s*(?:#|echo\b)/.test(before) || isElsewhere(commandFrom(text, start + command.length))) return [];
      const [name, value] = variablesOf(step).find(([key]) => token.test(key)) ?? [];
      // GitHub's own registry takes the job's token, which does not last.
      if (value?.kind === "scalar" && /\b(?:secrets\.GITHUB_TOKEN|github\.token)\b/i.test(value.text)) return [];
      return [{ command, start, token: name }];
    }),
  );
}

function variablesOf({ env, parent }: RunStep): readonly (readonly [name: string, value: SourceValue])[] {
  const around = parent.kind === "steps" ? [env, parent.env, parent.workflow.env] : [env];
  return around.flatMap((one) => [...(one?.entries ?? [])]);
}

/** Whether a command publishes nothing, or to a registry of somebody's own. */
function isElsewhere(command: string): boolean {
  if (/\s(?:--dry-run|-n|--help)(?=\s|$)/.test(command)) return true;
  const isNamed =
    /\s(?:--(?:registry|index|index-url|publish-url|repository-url|repository|host|source)|-[rs])(?=[\s=])/;
  return (
    isNamed.test(command) && !/\b(?:npmjs\.org|nuget\.org|pypi|rubygems\.org|crates\.io|crates-io)\b/.test(command)
  );
}

/** A command with the lines that go on with it, up to what ends it. */
function commandFrom(text: string, start: number): string {
  return /^(?:\\\r?\n|[^\n;&|])*/.exec(text.slice(start, start + LONGEST))?.[0] ?? "";
}

/** How much is read behind a command and before it, in characters. */
const LONGEST = 2_000;
const FURTHEST = 200;

/** Whether a job may ask for a proof of which workflow it is. One that is only called gets what its callers grant. */
function canProve({ permissions, workflow }: StepsJob): boolean {
  const granted = permissions ?? workflow.permissions;
  if (granted?.kind === "all") return granted.level.text === "write-all";
  if (granted?.kind === "scopes") return granted.scopes.get("id-token")?.text === "write";
  return isOnlyCalled(workflow);
}
