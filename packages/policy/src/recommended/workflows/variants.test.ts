import { describe, expect, test } from "vitest";
import { job, marked, pointedAt } from "./testing/marked.ts";

const SHA = "9d47c6ad4b02e050fd481d890b2ea34778fd09d6";
/** Steps that use these actions; behind a bar what they are given. Marks are put around what is to be found. */
const uses = (...actions: readonly string[]) =>
  `steps:\n${actions
    .map((one) => {
      const [action = "", inputs] = one.replace("!", "").split("|");
      const key = one.startsWith("!") ? "⟦uses⟧" : "uses";
      const [name, version] = action.split("#");
      return `  - ${key}: ${name}@${SHA}${version ? ` # ${version}` : ""}${inputs ? `\n    with: { ${inputs} }` : ""}`;
    })
    .join("\n")}`;

function check(id: string, text: string): void {
  const one = marked(text);
  expect(pointedAt(id, one.text)).toEqual(one.expected);
}

describe("caches in what is released", () => {
  test.each([
    ["on a release", "release"],
    ["on a release among others", "[pull_request, release]"],
    ["on tags", "{ push: { tags: ['v*'] } }"],
    ["on tags and a branch", "{ push: { branches: [main], tags: ['v*'] } }"],
    ["on a release branch", "{ push: { branches: ['*Release*'] } }"],
  ])("%s", (_, on) => {
    check("workflows/cache-poisoning", job(uses("!Swatinem/rust-cache"), on));
  });

  test.each(["push", "{ push: { tags-ignore: [x] } }", "{ push: { branches: [main] } }"])("none on %s", (on) => {
    check("workflows/cache-poisoning", job(uses("Swatinem/rust-cache"), on));
  });

  test.each([
    [uses("!actions/cache|key: a, path: b", "actions/cache|lookup-only: true", "actions/cache/save|key: a")],
    [uses("!actions/setup-node#v6.4.0", "actions/setup-node#v6.4.0|package-manager-cache: false")],
    [uses("actions/setup-node#v4.4.0", "!actions/setup-node", "!actions/setup-node#v4|cache: npm")],
    [uses("actions/setup-node#v6|cache: ''", "!actions/setup-node#v6|cache: npm, package-manager-cache: false")],
    [
      uses(
        "!actions/setup-go",
        "actions/setup-go|cache: false",
        "actions/setup-python",
        "!actions/setup-python|cache: pip",
      ),
    ],
    [uses("!docker/setup-buildx-action", "docker/setup-buildx-action|cache-binary: false", "!pre-commit/action")],
    [uses("actions/setup-dotnet", "!ruby/setup-ruby|bundler-cache: true", "!Mozilla-Actions/sccache-action")],
  ])("%s", (steps) => {
    check("workflows/cache-poisoning", job(steps, "release"));
  });

  test.each([
    [uses("!Swatinem/rust-cache", "googleapis/release-please-action")],
    [uses("!Swatinem/rust-cache", "docker/build-push-action|push: '${{ github.ref_protected }}'")],
    [uses("Swatinem/rust-cache", "docker/build-push-action")],
    [uses("Swatinem/rust-cache", "docker/build-push-action|push: false")],
  ])("by what publishes: %s", (steps) => {
    check("workflows/cache-poisoning", job(steps));
  });
});

describe("publishing with the workflow's identity", () => {
  const publish = (lines: string) =>
    job(`permissions: { contents: read }\nsteps:\n  - run: |\n${lines.replace(/^/gm, "      ")}`);
  test.each([
    "⟦npm publish⟧ --access public",
    "⟦pnpm -r publish⟧",
    "⟦yarn npm publish⟧\n⟦bunx npm publish⟧",
    "⟦cargo +nightly publish⟧ -p a",
    "⟦uv run twine upload⟧ dist/*",
    "⟦bundle exec gem push⟧ a.gem",
    "⟦dotnet nuget push⟧ a -s https://api.nuget.org/v3/index.json",
    "npm publish --dry-run\ncargo publish \\\n  --dry-run\n# npm publish\necho npm publish\nnpm run publish",
    "npm publish --registry https://packages.example.com",
  ])("%s", (lines) => {
    check("workflows/trusted-publishing", publish(lines));
  });

  test.each([
    "permissions: { id-token: write }\nsteps: [{ run: npm publish }]",
    "permissions: { id-token: write }\nsteps: [{ run: ⟦uv publish⟧, env: { UV_PUBLISH_TOKEN: '${{ secrets.A }}' } }]",
    "steps: [{ run: npm publish, env: { NODE_AUTH_TOKEN: '${{ secrets.GITHUB_TOKEN }}' } }]",
    uses("!pypa/gh-action-pypi-publish|password: x", "pypa/gh-action-pypi-publish"),
    uses("pypa/gh-action-pypi-publish|password: x, repository-url: 'https://pypi.example.com'"),
    uses("!pypa/gh-action-pypi-publish|password: x, repository-url: 'https://test.pypi.org/legacy/'"),
  ])("%s", (lines) => {
    check("workflows/trusted-publishing", job(lines));
  });

  test("who is only called gets what the callers grant", () => {
    check("workflows/trusted-publishing", job("steps: [{ run: npm publish }]", "workflow_call"));
  });
});

describe("tokens of apps, roundabout paths, bots", () => {
  test.each([
    [
      "workflows/github-app-token",
      uses("tibdex/github-app-token#v1|permissions: '{}'", "actions/create-github-app-token|permission-contents: read"),
    ],
    [
      "workflows/github-app-token",
      uses("actions/create-github-app-token|permission-contents: read, ⟦owner⟧: acme, ⟦skip-token-revoke⟧: true"),
    ],
    [
      "workflows/github-app-token",
      uses("tibdex/github-app-token#v2|permissions: '{}', repositories: '[]', ⟦revoke⟧: false"),
    ],
    [
      "workflows/obfuscation",
      "steps:\n  - uses: ./\n  - uses: ./a/\n  - uses: ⟦./../a⟧\n  - uses: ⟦./a/../b⟧\n  - uses: ⟦.//a⟧\n  - uses: ' actions/checkout@v4 '",
    ],
    [
      "workflows/bot-conditions",
      "if: ⟦contains(fromJSON('[\"renovate[bot]\"]'), github.actor)⟧ && contains(fromJSON('[\"a\"]'), github.actor)\nsteps: []",
    ],
    ["workflows/concurrency-limits", "steps: []"],
  ])("%s: %s", (id, lines) => {
    check(id, id.endsWith("limits") ? job(lines).replace("on:", "⟦on⟧:") : job(lines));
  });
});
