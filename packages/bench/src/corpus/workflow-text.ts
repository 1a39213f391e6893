/** A workflow as a careful team writes it, of about fifty lines. Each number has its own names. */
export function workflowText(number: number): string {
  const checkout = "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2";
  const node = "actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020 # v4.4.0";
  const job = (name: string, needs: string, commands: readonly string[]): readonly string[] => [
    `  ${name}:`,
    ...(needs === "" ? [] : [`    needs: ${needs}`]),
    "    runs-on: ubuntu-24.04",
    "    timeout-minutes: 20",
    "    permissions: { contents: read }",
    `    if: \${{ github.event_name != 'schedule' || github.ref == 'refs/heads/main' }}`,
    "    steps:",
    `      - uses: ${checkout}`,
    "        with: { persist-credentials: false }",
    `      - uses: ${node}`,
    '        with: { node-version: "24" }',
    "      - name: Do it",
    "        env:",
    `          NUMBER: \${{ github.run_number }}-${number}`,
    `          BRANCH: \${{ github.ref_name }}`,
    "        run: |",
    ...commands.map((command) => `          ${command}`),
  ];
  return [
    `name: service-${number}`,
    "on:",
    "  push: { branches: [main] }",
    "  pull_request:",
    "permissions: {}",
    "concurrency:",
    `  group: \${{ github.workflow }}-\${{ github.ref }}`,
    "  cancel-in-progress: true",
    "jobs:",
    ...job("build", "", ["npm ci", "npm run build", 'echo "$NUMBER on $BRANCH"']),
    ...job("test", "build", ["npm ci", "npm test -- --reporter=dot", 'echo "tested $NUMBER"']),
    "",
  ].join("\n");
}
