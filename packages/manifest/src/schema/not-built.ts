/** What the design has and this version does not build: refused by name, never accepted and ignored. */
const SERVICE = new Map([
  ["slo", "Service level objectives are"],
  ["alerts", "Alerts are"],
  ["toolchain", "Toolchains are"],
  ["exposes", "Contracts are"],
  ["consumes", "Contracts are"],
  ["resources.*.share", "Shared resources are"],
  ["build.image", "Building images is"],
  ["workload.score", "Score files are"],
  ["workload.containers", "Several containers in a workload are"],
  ["workload.files", "Files in a workload are"],
  ["workload.volumes", "Volumes are"],
  ["workload.before", "Ordering containers is"],
]);

const PLATFORM = new Map([
  ["teamTypes", "Resource types of a team are"],
  ["waivers", "Waivers are"],
  ["environments.*.state", "State stores other than the engine's own are"],
  ["environments.*.artifacts", "Artifact registries are"],
  ["environments.*.secrets", "Secret sources are"],
  ["environments.*.gates", "Gates are"],
]);

const RESOURCE_TYPE = new Map([
  ["settings.*.properties.*.tier", "Tiers of nested settings are"],
  ["settings.*.properties.*.change", "Change effects of nested settings are"],
  ["settings.*.items.tier", "Tiers of nested settings are"],
  ["settings.*.items.change", "Change effects of nested settings are"],
]);

const BY_KIND = { Service: SERVICE, Platform: PLATFORM, ResourceType: RESOURCE_TYPE };

/** A kind of document that this version reads. */
export type DocumentKind = keyof typeof BY_KIND;

/** A sentence for a key that the design has and this version does not build; undefined for any other key. */
export function notBuiltKey(kind: DocumentKind, path: readonly string[]): string | undefined {
  const plain = kind === "Service" ? plainPath(path) : path;
  for (const [pattern, subject] of BY_KIND[kind])
    if (matches(pattern.split("."), plain)) return `${subject} not built yet: "${path.at(-1)}" cannot be used.`;
  return undefined;
}

const VALUES = new Map([["deploy.strategy=canary", 'The deployment strategy "canary" is not built yet.']]);

/** The same for a value. */
export function notBuiltValue(path: readonly string[], value: unknown): string | undefined {
  return typeof value === "string" ? VALUES.get(`${path.slice(-2).join(".")}=${value}`) : undefined;
}

/** `environments.prod.workloads.main.x` and `workload.x` alike. */
function plainPath(path: readonly string[]): readonly string[] {
  const own = path[0] === "environments" && path.length > 3 ? path.slice(2) : path;
  return own[0] === "workloads" ? ["workload", ...own.slice(2)] : own;
}

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  return (
    pattern.length === path.length && pattern.every((segment, index) => segment === "*" || segment === path[index])
  );
}
