/** What a container's keys are called in a manifest. */
const OF_CONTAINER = new Map([
  ["livenessProbe", "liveness"],
  ["readinessProbe", "readiness"],
]);

/** What a resource's keys are called in a manifest. */
const OF_RESOURCE = new Map([
  ["id", "share"],
  ["params", "settings"],
]);

/** The annotations that say what a manifest says of a service itself. */
export const SERVICE_ANNOTATIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ["towpath.dev/owner", ["metadata", "owner"]],
  ["towpath.dev/description", ["metadata", "description"]],
  ["towpath.dev/criticality", ["metadata", "criticality"]],
  ["towpath.dev/system", ["metadata", "system"]],
  ["towpath.dev/environments", ["environments"]],
]);

/**
 * Where the manifest has what a Score file says at a path.
 *
 * @param workload the workload that the file becomes, `["workload"]` for the only one
 */
export function servicePath(path: readonly string[], workload: readonly string[]): readonly string[] {
  const [first, name, key, ...rest] = path;
  if (first === "service") return [...workload, ...path.slice(1)];
  if (first === "metadata") {
    if (name === "annotations")
      return SERVICE_ANNOTATIONS.get(key ?? "") ?? [...workload, "annotations", ...path.slice(2)];
    return name === undefined || name === "name" ? path : ["metadata", "values", ...path.slice(1)];
  }
  if (first === "containers") {
    if (name === undefined || key === undefined) return [...workload, ...path];
    const here = [...workload, "containers", name];
    return key === "resources" ? [...here, ...rest] : [...here, OF_CONTAINER.get(key) ?? key, ...rest];
  }
  if (first === "resources" && name !== undefined && key !== undefined) {
    if (key === "metadata") return ["resources", name, ...(rest[0] === "annotations" ? rest : ["values", ...rest])];
    return ["resources", name, OF_RESOURCE.get(key) ?? key, ...rest];
  }
  return path;
}
