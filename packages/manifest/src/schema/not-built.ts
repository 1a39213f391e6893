/** What the design has and this version does not build: refused by name, never accepted and ignored. */
const SERVICE = new Map([
  ["slo", "Service level objectives are"],
  ["alerts", "Alerts are"],
]);

const NOTHING = new Map<string, string>();

const BY_KIND = {
  Service: SERVICE,
  Platform: NOTHING,
  ResourceType: NOTHING,
  Score: NOTHING,
  Waivers: NOTHING,
  PolicyRule: NOTHING,
  PolicyPack: NOTHING,
};

/** A kind of document that this version reads. */
export type DocumentKind = keyof typeof BY_KIND;

/** A sentence for a key that the design has and this version does not build; undefined for any other key. */
export function notBuiltKey(kind: DocumentKind, path: readonly string[]): string | undefined {
  const plain = kind === "Service" ? plainPath(path) : path;
  for (const [pattern, subject] of BY_KIND[kind])
    if (matches(pattern.split("."), plain)) return `${subject} not built yet: "${path.at(-1)}" cannot be used.`;
  return undefined;
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
