import { type Random, randomFrom } from "./random.ts";

const NOUNS = [
  "orders",
  "billing",
  "search",
  "catalog",
  "stock",
  "mail",
  "ledger",
  "basket",
  "fraud",
  "profile",
] as const;
const TEAMS = ["checkout", "platform", "search", "finance", "growth"] as const;

/**
 * The manifest of one service of a made-up company: between a server of thirty lines and one
 * with databases, options, an environment and seventy. It fits the starter platform.
 *
 * @param number which service; the same gives the same text
 */
export function manifestText(number: number): string {
  const random = randomFrom(number);
  const name = `${random.one(NOUNS)}-${number}`;
  const isPublic = random.chance(0.3);
  const databases = random.below(3);
  const buckets = random.below(2);
  return [
    ...metadata(name, random),
    ...(random.chance(0.8) ? build(random) : []),
    ...test(databases, random),
    ...workload(isPublic, databases, buckets, random),
    ...resources(databases, buckets, random),
    ...(random.chance(0.5) ? environment(databases, random) : []),
    "",
  ].join("\n");
}

/**
 * The same with a mistake that people make.
 *
 * @param mistake which one, a whole number
 */
export function wrongManifestText(number: number, mistake: number): string {
  const text = manifestText(number);
  const mistakes = [
    text.replace("  owner:", "  ownr:"),
    text.replace(/^ {2}limits: .*$/m, "  limits: { cpu: lots }"),
    text.replace("kind: Service", "kind: Service\nreplicas: 3"),
    text.replace("workload:\n", "workload:\n  port: eighty\n"),
    text.replace("    LOG_LEVEL:", "    PASSWORD: ${resources.nothing.password}\n    LOG_LEVEL:"),
  ];
  return mistakes[mistake % mistakes.length] ?? text;
}

function metadata(name: string, random: Random): readonly string[] {
  return [
    "# Owned by the team below. Ask in its channel before you change anything here.",
    "apiVersion: towpath.dev/v1",
    "kind: Service",
    "metadata:",
    `  name: ${name}`,
    `  owner: team-${random.one(TEAMS)}`,
    `  description: ${random.one(["Takes", "Keeps", "Sends", "Finds"])} what ${name} is about, and tells the others.`,
    `  criticality: ${random.one(["critical", "standard", "experimental"])}`,
    ...(random.chance(0.6) ? [`  system: ${random.one(["shop", "back-office", "data"])}`] : []),
    ...(random.chance(0.6)
      ? [`  labels: { cost-center: "${4000 + random.below(999)}", tier: "${random.below(3)}" }`]
      : []),
    "  links:",
    `    - { title: Runbook, url: "https://runbooks.acme.example/${name}" }`,
    ...(random.chance(0.4)
      ? ["    - title: Dashboard", `      url: https://graphs.acme.example/d/${name}?from=now-6h`]
      : []),
    "",
  ];
}

function build(random: Random): readonly string[] {
  return [
    "build:",
    ...(random.chance(0.5)
      ? ["  run: [npm ci, npm run build]"]
      : ["  run:", "    - npm ci", "    - npm run build -- --mode production"]),
    "  output: [dist, package.json]",
  ];
}

function test(databases: number, random: Random): readonly string[] {
  return [
    "test:",
    "  run: npm test",
    ...(databases > 0 ? ["  with: [db0]"] : []),
    ...(random.chance(0.5) ? ["  reports:", "    junit: reports/*.xml", "    coverage: coverage/lcov.info"] : []),
    ...(random.chance(0.3) ? [`  minimum: { lines: ${60 + random.below(30)} }`] : []),
  ];
}

function workload(isPublic: boolean, databases: number, buckets: number, random: Random): readonly string[] {
  const server = [
    `  port: ${8000 + random.below(1000)}`,
    "  health: { path: /healthz, interval: 5s, grace: 30s }",
    `  route: { path: /${random.one(["", "api", "internal/v2"])}, visibility: ${isPublic ? "public" : "internal"} }`,
  ];
  const variables = [
    ...Array.from({ length: databases }, (_, index) => `    DATABASE_URL_${index}: \${resources.db${index}.url}`),
    ...Array.from({ length: buckets }, (_, index) => `    BUCKET_${index}: "\${resources.files${index}.name}"`),
    ...Array.from(
      { length: random.below(8) },
      (_, index) => `    OPTION_${index}: ${random.one(["on", "'off'", "12", "true", '"a b: c"', "eu-central"])}`,
    ),
    `    LOG_LEVEL: ${random.one(["info", "debug", "warn"])} # the default is chatty`,
    "    GREETING: >-",
    "      Good morning, and welcome to",
    "      the shop.",
  ];
  return [
    "",
    "workload:",
    `  run: node dist/server.js`,
    ...server,
    `  scale: { min: ${1 + random.below(2)}, max: ${3 + random.below(8)} }`,
    `  limits: { cpu: ${random.one(["250m", "500m", '"1"'])}, memory: ${random.one(["256Mi", "512Mi", "1Gi"])} }`,
    "  variables:",
    ...variables,
    ...(random.chance(0.5) ? ["  deploy: { strategy: rolling, smoke: node dist/smoke.js }"] : []),
    "",
  ];
}

function resources(databases: number, buckets: number, random: Random): readonly string[] {
  if (databases + buckets === 0) return [];
  return [
    "resources:",
    ...Array.from({ length: databases }, (_, index) =>
      random.chance(0.5)
        ? [
            `  db${index}: { type: postgres, version: "17", size: small, settings: { maxConnections: ${100 + random.below(50)} } }`,
          ]
        : [
            `  db${index}:`,
            "    type: postgres",
            '    version: "17"',
            "    settings:",
            `      maxConnections: ${100 + random.below(50)}`,
          ],
    ).flat(),
    ...Array.from({ length: buckets }, (_, index) => `  files${index}: { type: bucket }`),
    "",
  ];
}

function environment(databases: number, random: Random): readonly string[] {
  return [
    "environments:",
    "  dev:",
    "    workload:",
    `      scale: { min: 1, max: 2 }`,
    `      variables: { LOG_LEVEL: debug, STAGE: "dev-${random.below(9)}" }`,
    ...(databases > 0 ? ["    resources: { db0: { settings: { maxConnections: 50 } } }"] : []),
  ];
}
