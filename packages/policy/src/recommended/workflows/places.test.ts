import { describe, expect, test } from "vitest";
import { job, marked, pointedAt } from "./testing/marked.ts";

/** Where marks stand around a text, it is what is pointed at, in order. */
function check(id: string, text: string): void {
  const one = marked(text);
  expect(pointedAt(id, one.text)).toEqual(one.expected);
}

describe("in whatever style a script is written, a rule points at what it is about:", () => {
  test.each([
    ["plain", "steps:\n  - run: echo ${{ ⟦github.head_ref⟧ }}"],
    ["single-quoted", "steps:\n  - run: 'echo ''x'' ${{ ⟦github.event.issue.title⟧ }}'"],
    ["double-quoted", 'steps:\n  - run: "a\\tb\\n${{ ⟦github.event.issue.body⟧ }}"'],
    ["literal", "steps:\n  - run: |\n      one\n        two ${{ ⟦github.head_ref⟧ }}\n      ${{ github.sha }}"],
    [
      "folded",
      "steps:\n  - run: >-\n      one\n      two ${{ ⟦github.head_ref⟧ }}\n\n      three ${{ ⟦github.event.comment.body⟧ }}",
    ],
    ["with an indentation indicator", "steps:\n  - run: |2\n        one ${{ ⟦github.head_ref⟧ }}"],
    [
      "over several lines",
      "steps:\n  - run: |\n      echo ${{\n        github.ref == 'x' && ⟦github.head_ref⟧\n        || 'y'\n      }}",
    ],
    [
      "twice on a line",
      "steps:\n  - run: echo ${{ ⟦github.head_ref⟧ }} ${{ format('{0}', ⟦github.event.issue.title⟧) }}",
    ],
    ["in a flow mapping", "steps: [{ run: 'echo ${{ ⟦github.head_ref⟧ }}' }]"],
    [
      "in an input that is run",
      "steps:\n  - uses: actions/github-script@v7\n    with:\n      script: |\n        f('${{ ⟦github.head_ref⟧ }}')\n      other: ${{ github.head_ref }}",
    ],
  ])("%s", (_, lines) => {
    check("workflows/template-injection", job(lines));
  });

  test("and a whole that leads to it where only a part is read", () => {
    check(
      "workflows/template-injection",
      job("steps:\n  - run: echo ${{ ⟦(github.event.pull_request || github.event.issue).title⟧ }}"),
    );
  });
});

describe("conditions", () => {
  test.each([
    [
      "workflows/bot-conditions",
      "if: ⟦github.actor == 'dependabot[bot]'⟧ && ⟦'renovate[bot]' == github.triggering_actor⟧\nsteps: []",
    ],
    [
      "workflows/bot-conditions",
      "if: ${{ contains(github.ref, 'x') || (⟦github['ACTOR_ID'] == '49699333'⟧) }}\nsteps: []",
    ],
    [
      "workflows/bot-conditions",
      "if: github.actor != 'a[bot]' && !(github.actor == 'a[bot]') && github.actor == 'alice'\nsteps: []",
    ],
    ["workflows/bot-conditions", "if: github.event.pull_request.user.login == 'dependabot[bot]'\nsteps: []"],
    [
      "workflows/unsound-condition",
      "steps:\n  - if: ⟦'${{ false }} '⟧\n    run: a\n  - ⟦if⟧: |\n      ${{ false }}\n    run: a\n  - if: |-\n      ${{ false }}\n    run: a",
    ],
    [
      "workflows/unsound-condition",
      "if: ${{ always() }}\nsteps:\n  - { if: 'always() && true', run: a }\n  - { if: true, run: a }\n  - { if: '', run: a }",
    ],
    [
      "workflows/unsound-contains",
      "if: |\n  always() &&\n  ⟦contains('a b', github.ref)⟧\nsteps:\n  - { if: \"contains(github.ref, 'a')\", run: a }",
    ],
    [
      "workflows/unsound-ternary",
      "if: (a && ⟦(false)⟧ || b)\nsteps:\n  - run: ${{ a && b && ⟦''⟧ || 'c' || 'd' }} ${{ a && 'x' || '' }} ${{ a && '' }}",
    ],
  ])("%s: %s", (id, lines) => {
    check(id, job(lines, "pull_request_target"));
  });
});

describe("secrets, commands and what is roundabout", () => {
  test.each([
    [
      "workflows/overprovisioned-secrets",
      "env:\n  A: ${{ toJSON(⟦secrets⟧) }}\n  B: ${{ secrets.A }}${{ secrets['B'] }}\n  C: ${{ ⟦secrets[env.A]⟧ }}\nsteps: []",
    ],
    [
      "workflows/unredacted-secrets",
      "env:\n  A: ${{ ⟦fromJSON(secrets.A)⟧.b }}\n  B: ${{ fromJSON(env.A).b }}\n  C: ${{ fromJSON(secrets.A == 'x') }}\nsteps: []",
    ],
    [
      "workflows/deprecated-commands",
      "steps:\n  - run: |\n      echo ok\n      echo '⟦::set-output name=⟧a::b' '::notice::x' ⟦::add-path::⟧/x",
    ],
    [
      "workflows/insecure-commands",
      "⟦env⟧: { ACTIONS_ALLOW_UNSECURE_COMMANDS: true }\nsteps:\n  - { run: a, env: { ACTIONS_ALLOW_UNSECURE_COMMANDS: no } }\n  - { run: a, ⟦env⟧: { ACTIONS_ALLOW_UNSECURE_COMMANDS: ' 1' } }",
    ],
    [
      "workflows/opaque-env",
      "steps:\n  - { run: a, ⟦env⟧: '${{ fromJSON(vars.A) }}' }\n  - { run: a, env: { A: '${{ vars.A }}' } }",
    ],
    [
      "workflows/obfuscation",
      "steps:\n  - uses: ⟦actions/./checkout@v4⟧\n  - uses: ⟦actions/../x@v4⟧\n  - uses: actions/cache/save@v4\n  - run: ${{ ⟦1 == 1⟧ }} ${{ f(⟦format('{0}', 'a')⟧, github.sha) }} ${{ contains(fromJSON('[1]'), github.ref) }}",
    ],
    [
      "workflows/secrets-outside-env",
      "env: { A: '${{ ⟦secrets.KEY⟧ }}', B: '${{ secrets.GITHUB_TOKEN }}' }\nsteps: [{ run: a, env: { C: '${{ f(⟦secrets.Key⟧) }}' } }]",
    ],
    [
      "workflows/github-env",
      'env: { A: \'${{ github.head_ref }}\', B: fixed }\nsteps:\n  - run: |\n      echo ok\n      ⟦echo "A=$A" >> $GITHUB_ENV⟧\n      echo "B=$B" >> $GITHUB_ENV',
    ],
    [
      "workflows/unknown-in-script",
      "steps:\n  - run: ${{ ⟦inputs.a⟧ }} ${{ ⟦steps.a.outputs.b⟧ }} ${{ github.sha }} ${{ github.head_ref }} ${{ secrets.a }}",
    ],
    [
      "workflows/expression-in-script",
      "steps:\n  - run: ${{ ⟦github.sha⟧ }} ${{ ⟦inputs.a == 'b'⟧ }} ${{ inputs.a }} ${{ secrets.a }}",
    ],
  ])("%s: %s", (id, lines) => {
    check(id, job(lines, "pull_request_target"));
  });
});

test("what only people of the repository can start may write variables of its own making", () => {
  expect(pointedAt("workflows/github-env", job('steps:\n  - run: echo "V=$(git describe)" >> "$GITHUB_ENV"'))).toEqual(
    [],
  );
  const text = job(
    "env: { T: '${{ github.event.issue.title }}' }\nsteps:\n  - run: echo T=$T >> $GITHUB_ENV\n  - run: echo A=$(date) >> $GITHUB_ENV",
    "issues",
  );
  expect(pointedAt("workflows/github-env", text)).toEqual(["echo T=$T >> $GITHUB_ENV"]);
});
