import { parseDocument } from "@towpath/manifest";
import { editDocument, fixChanges } from "@towpath/manifest/edit";
import { expect, test } from "vitest";
import { checkPolicy } from "../../engine/check-policy.ts";
import { SCENE_FILES } from "../../scene/scene.ts";
import { strict } from "../../strict/pack.ts";
import { repositoryOf } from "../../testing/repository.ts";
import { now } from "../../testing/subjects.ts";

/** A job's lines once all fixes of a rule are made, one after the other, until there is none left. */
function fixed(id: string, lines: string, on: string): string {
  const rule = strict.rules.find((entry) => entry.rule.id === id)?.rule;
  if (!rule) throw new Error(`No rule ${id}`);
  const head = `on: ${on}\njobs:\n  a:\n    runs-on: ubuntu-latest\n`;
  let text = `${head}${lines.replace(/^/gm, "    ")}\n`;
  for (let round = 0; round < 10; round += 1) {
    const { repository, findings: wrong } = repositoryOf({ [SCENE_FILES.workflow]: text });
    expect(wrong).toEqual([]);
    const request = { services: [], repository, rules: [{ rule, level: "mandatory" as const }], levels: {}, now };
    const fix = checkPolicy(request).findings.find((finding) => finding.fix)?.fix;
    if (!fix) return text.slice(head.length).replace(/^ {4}/gm, "").trimEnd();
    const value = parseDocument("a.yml", new TextEncoder().encode(text)).document?.value ?? null;
    const edited = editDocument(text, fixChanges(value, fix.changes), { file: "a.yml" });
    expect(edited.findings).toEqual([]);
    text = edited.text;
  }
  throw new Error(`There is always one more:\n${text}`);
}

const cases: readonly (readonly [rule: string, before: string, after: string, on?: string | undefined])[] = [
  [
    "workflows/template-injection",
    'steps:\n  - run: echo "${{ github.event.issue.title }}" # say it\n    env:\n      A: b',
    'steps:\n  - run: echo "${ISSUE_TITLE}" # say it\n    env:\n      A: b\n      ISSUE_TITLE: ${{ github.event.issue.title }}',
  ],
  [
    "workflows/template-injection",
    "steps:\n  - name: say\n    run: |\n      # both\n      echo ${{ github.head_ref }}\n      echo ${{ github.head_ref }} ${{ github.event.pull_request.body }}\n  - run: make",
    "steps:\n  - name: say\n    run: |\n      # both\n      echo ${HEAD_REF}\n      echo ${HEAD_REF} ${PULL_REQUEST_BODY}\n    env:\n      HEAD_REF: ${{ github.head_ref }}\n      PULL_REQUEST_BODY: ${{ github.event.pull_request.body }}\n  - run: make",
  ],
  [
    "workflows/template-injection",
    "steps:\n  - run: echo '${{ github.head_ref }}'",
    "steps:\n  - run: echo '${{ github.head_ref }}'",
  ],
  [
    "workflows/template-injection",
    "steps:\n  - run: Write-Output ${{ github.head_ref }}\n    shell: pwsh",
    "steps:\n  - run: Write-Output ${env:HEAD_REF}\n    shell: pwsh\n    env:\n      HEAD_REF: ${{ github.head_ref }}",
  ],
  [
    "workflows/template-injection",
    "env:\n  T: ${{ github.head_ref }}\nsteps:\n  - run: echo ${{ env.T }}",
    "env:\n  T: ${{ github.head_ref }}\nsteps:\n  - run: echo ${T}",
  ],
  [
    "workflows/unknown-in-script",
    "steps:\n  - run: cd ${{ inputs.path }}",
    "steps:\n  - run: cd ${INPUTS_PATH}\n    env:\n      INPUTS_PATH: ${{ inputs.path }}",
  ],
  [
    "workflows/expression-in-script",
    "steps:\n  - run: echo ${{ github.sha }}",
    "steps:\n  - run: echo ${SHA}\n    env:\n      SHA: ${{ github.sha }}",
  ],
  [
    "workflows/obfuscation",
    "steps:\n  - uses: actions/./checkout@v4 # v4",
    "steps:\n  - uses: actions/checkout@v4 # v4",
  ],
  [
    "workflows/insecure-commands",
    "env:\n  A: b\n  ACTIONS_ALLOW_UNSECURE_COMMANDS: true\nsteps: []",
    "env:\n  A: b\nsteps: []",
  ],
  [
    "workflows/unsound-condition",
    "if: |\n  ${{ github.ref == 'x' }}\nsteps:\n  - if: ${{ a || b }} && ${{ c }}\n    run: make",
    "if: github.ref == 'x'\nsteps:\n  - if: (a || b) && c\n    run: make",
  ],
  [
    "workflows/bot-conditions",
    "if: ${{ always() && github.actor == 'dependabot[bot]' }}\nsteps:\n  - if: github.actor_id == 49699333\n    run: make",
    "if: ${{ always() && github.event.pull_request.user.login == 'dependabot[bot]' }}\nsteps:\n  - if: github.event.pull_request.user.id == 49699333\n    run: make",
    "pull_request_target",
  ],
  ["workflows/bot-conditions", "if: github.actor == 'a[bot]'\nsteps: []", "if: github.actor == 'a[bot]'\nsteps: []"],
];

for (const [rule, before, after, on = "push"] of cases) {
  test(`the fix of ${rule}: ${before}`, () => {
    expect(fixed(rule, before, on)).toBe(after);
  });
}
