import { isSpelledAlike, own } from "@towpath/core";
import type { DocumentKind } from "./not-built.ts";

/** Names, separated by spaces, and what to write in their place. */
type Hints = readonly (readonly [names: string, hint: string])[];

const RESOURCE = "It is a resource: `resources: { db: { type: postgres } }`.";
const IN_METADATA = "It stands below `metadata:`.";
const IN_WORKLOAD = "It stands below `workload:`.";
const VARIABLES = "They are `variables:` here, such as `variables: { LOG_LEVEL: info }`.";
const ROUTE = "It is `route:` here, such as `route: { host: orders.example.com }`.";
const LIMITS = "It is `limits:` here, such as `limits: { cpu: 500m, memory: 512Mi }`.";
const SETTINGS = "They are `settings:` here.";
const WAITS = "Leave it out: a workload waits for the resources that its variables name.";

/** By where they stand; a name and a position are `*`, and `workloads.NAME` is `workload`. */
const SERVICE: Readonly<Record<string, Hints>> = {
  "": [
    ["database databases db datastore postgres postgresql mysql redis cache bucket queue storage", RESOURCE],
    ["name owner labels criticality system links", IN_METADATA],
    ["team", "It is `owner:` below `metadata:`."],
    ["title", "It is `description:` below `metadata:`."],
    ["run image command args port health scale limits route variables schedule deploy volumes files", IN_WORKLOAD],
    ["env envVars", "They are `variables:` below `workload:`."],
    ["replicas instances", "It is `scale: { min: 2 }` below `workload:`."],
    ["ports", "It is `port:` below `workload:`."],
    ["services deployments apps processes", "They are `workloads:` here."],
    ["service deployment app web", "It is `workload:` here."],
    ["containers", "They stand below `workload:`."],
    ["dependsOn needs requires dependencies", "Databases and the like are `resources:`, other services `consumes:`."],
    ["stages", "They are `environments:` here."],
    ["provides apis", "They are `exposes:` here."],
    ["tests", "It is `test:` here, such as `test: { run: npm test }`."],
  ],
  metadata: [
    ["team maintainer", "It is `owner:` here."],
    ["annotations tags", "They are `labels:` here."],
  ],
  workload: [
    ["replicas instances count", "It is `scale:` here, such as `scale: { min: 2 }`."],
    ["minReplicas maxReplicas autoscaling hpa", "It is `scale:` here, such as `scale: { min: 2, max: 10 }`."],
    ["env environment envVars vars environmentVariables", VARIABLES],
    ["containerPort expose listen", "It is `port:` here, such as `port: 8080`."],
    ["cmd start script exec", "It is `run:` here, such as `run: node server.js`."],
    ["entrypoint", "It is `command:` beside an `image:`, and `run:` without one."],
    ["dependsOn needs requires links", WAITS],
    ["healthcheck healthCheck probe probes", "It is `health:` here, such as `health: { path: /healthz }`."],
    ["livenessProbe", "It is `liveness:` here."],
    ["readinessProbe", "It is `readiness:` here."],
    ["resources cpu memory mem", LIMITS],
    ["host hostname hosts domain domains url ingress", ROUTE],
    ["cron cronjob", 'It is `schedule:` here, such as `schedule: "0 3 * * *"`.'],
    ["strategy rollout", "It is `deploy:` here, such as `deploy: { strategy: rolling }`."],
    ["secrets", "Set a variable to the secret: `variables: { KEY: ${secrets.key} }`."],
    ["build dockerfile", "It is `build:` of the service, beside `workload:`."],
    ["type", "It is `kind:` here."],
  ],
  "workload.scale": [
    ["replicas instances count minReplicas minimum", "It is `min:` here."],
    ["maxReplicas maximum", "It is `max:` here."],
  ],
  "workload.health": [
    ["url endpoint uri", "It is `path:` here, such as `path: /healthz`."],
    ["period periodSeconds every", "It is `interval:` here, such as `interval: 5s`."],
    ["initialDelay initialDelaySeconds startPeriod", "It is `grace:` here, such as `grace: 30s`."],
    ["timeoutSeconds", "It is `timeout:` here, such as `timeout: 2s`."],
  ],
  "resources.*": [
    ["kind engine resource", "It is `type:` here, such as `type: postgres`."],
    ["plan tier instanceType", "It is `size:` here, such as `size: small`."],
    ["config configuration options parameters properties", SETTINGS],
  ],
  build: [
    ["command commands script steps", "It is `run:` here, such as `run: [npm ci, npm run build]`."],
    ["artifacts outputs files dist", "It is `output:` here, such as `output: [dist]`."],
    ["dockerfile docker", "It is `image:` here, such as `image: { dockerfile: Dockerfile }`."],
  ],
  test: [
    ["command commands script", "It is `run:` here, such as `run: npm test`."],
    ["services resources needs", "It is `with:` here, such as `with: [db]`."],
    ["coverage junit", "It is a report: `reports: { junit: reports/*.xml, coverage: coverage/lcov.info }`."],
  ],
  "secrets.*": [
    ["source ref key valueFrom", "It is `from:` here, such as `from: vault:partner-key`."],
    ["value", "A secret's value never stands in a manifest. Name where it comes from: `from: vault:partner-key`."],
  ],
  "environments.*": [
    [
      "variables env port replicas scale route health limits image",
      "An overlay has the shape of the manifest: put it below `workload:`.",
    ],
    ["database databases db", "An overlay has the shape of the manifest: put it below `resources:`."],
  ],
};

const PLATFORM: Readonly<Record<string, Hints>> = {
  "": [
    ["types resources", "They are `resourceTypes:` here: files, such as `resourceTypes: [types/*.yaml]`."],
    ["stages", "They are `environments:` here."],
    ["groups owners", "They are `teams:` here."],
    ["rules packs", 'They are `policies:` here, such as `policies: { packs: ["@towpath/policy/recommended"] }`.'],
  ],
  "environments.*": [
    ["provider cloud", "It is `engine:` here, such as `engine: local`."],
    ["variables vars", "They are `values:` here, such as `values: { domain: example.com }`."],
    ["approvals freeze requires", "It is a gate: put it below `gates:`."],
    ["registry", "It is `artifacts:` here, such as `artifacts: { oci: ghcr.io/acme }`."],
  ],
  "environments.*.artifacts": [
    ["registry image images docker", "It is `oci:` here, such as `oci: ghcr.io/acme`."],
    ["folder path dir file", "It is `directory:` here, such as `directory: ./artifacts`."],
  ],
};

const RESOURCE_TYPE: Readonly<Record<string, Hints>> = {
  "": [
    ["parameters properties inputs config", SETTINGS],
    ["recipe drivers modules", "They are `recipes:` here, such as `recipes: { local: { driver: postgres } }`."],
    ["plans tiers", "They are `sizes:` here."],
  ],
  "settings.*": [
    ["min", "It is `minimum:` here."],
    ["max", "It is `maximum:` here."],
    ["values options allowed", "It is `enum:` here, such as `enum: [a, b]`."],
    ["level", "It is `tier:` here: `mandatory` or `recommended`."],
  ],
};

const BY_KIND: Readonly<Partial<Record<DocumentKind, Readonly<Record<string, Hints>>>>> = {
  Service: SERVICE,
  Platform: PLATFORM,
  ResourceType: RESOURCE_TYPE,
};

/** What is written here for a key that other tools have at such a place; undefined where it is not known from elsewhere. */
export function knownElsewhere(kind: DocumentKind, path: readonly string[], key: string): string | undefined {
  const hints = own(BY_KIND[kind] ?? {}, placeOf(kind, path)) ?? [];
  return hints.find(([names]) => names.split(" ").some((name) => isSpelledAlike(name, key)))?.[1];
}

/** Every name that is known from elsewhere, with where it stands. For tests. */
export function elsewhereNames(kind: DocumentKind): readonly (readonly [place: string, name: string, hint: string])[] {
  return Object.entries(BY_KIND[kind] ?? {}).flatMap(([place, hints]) =>
    hints.flatMap(([names, hint]) => names.split(" ").map((name) => [place, name, hint] as const)),
  );
}

/** The place of a path: overlays as what they lie over, names as `*`. */
function placeOf(kind: DocumentKind, path: readonly string[]): string {
  const [first = "", second, third, ...rest] = path;
  if (kind !== "Service")
    return [first, ...(second === undefined ? [] : ["*"]), ...(third === undefined ? [] : [third, ...rest])]
      .filter((one) => one !== "")
      .join(".");
  if (first === "environments" && third !== undefined) return placeOf(kind, [third, ...rest]);
  if (first === "workloads" && second !== undefined) return ["workload", ...path.slice(2)].join(".");
  const hasNames = first === "environments" || first === "resources" || first === "secrets";
  return hasNames && second !== undefined ? [first, "*", ...path.slice(2)].join(".") : path.join(".");
}
