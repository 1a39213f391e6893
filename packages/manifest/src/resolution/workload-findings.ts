import type { WorkloadKind } from "../graph/graph-workload.ts";
import { BUILT_IN } from "./built-in.ts";
import { type Resolution, report } from "./request.ts";
import { scheduleFault } from "./schedule.ts";
import type { WorkloadFields } from "./workload-fields.ts";

/** Says what is missing in a workload, or does not go together, for what it is. */
export function workloadFindings(fields: WorkloadFields, kind: WorkloadKind, resolution: Resolution): void {
  const { value, name } = fields;
  const where = `workloads.${name}`;
  const here = ["workloads", name];
  const missing = (key: string, message: string, suggestion: string): void => {
    if (resolution.layers.isBroken([...here, ...key.split(".")])) return;
    const places = [resolution.layers.placeOfThing(here)];
    report(resolution, {
      code: "manifest/missing-key",
      message,
      address: `${where}.${key}`,
      places,
      suggestions: [suggestion],
    });
  };
  const conflict = (keys: readonly (readonly (string | number)[])[], message: string, suggestion: string): void => {
    const places = keys.flatMap((path) => fields.originOf(path)?.place ?? []);
    const address = [where, ...(keys[0] ?? [])].join(".");
    report(resolution, {
      code: "manifest/invalid-value",
      message,
      address,
      places,
      suggestions: [suggestion],
      discriminator: message,
    });
  };
  const runFindings = (path: readonly string[]): void => {
    const [, container] = path;
    const one = container === undefined ? value : (value.containers?.[container] ?? {});
    const what = [where, ...path].join(".");
    if (one.run === undefined && one.image === undefined && !resolution.layers.isBroken([...here, ...path, "image"]))
      fields.reportMissing(path, "run", `${what} does not say what runs.`, [
        "Add `run:` with the command that starts it, or `image:`.",
      ]);
    if (one.run !== undefined && one.image !== undefined)
      conflict(
        [
          [...path, "image"],
          [...path, "run"],
        ],
        `${what} has both run and image.`,
        "Keep one of the two.",
      );
    for (const key of ["command", "args"] as const)
      if (one[key] !== undefined && one.image === undefined)
        conflict([[...path, key]], `${what} has ${key}, which go with an image.`, "Write the whole command as `run:`.");
  };
  for (const key of ["run", "image", "command", "args"] as const)
    if (value.containers && value[key] !== undefined)
      conflict(
        [[key], ["containers"]],
        `${where} has both ${key} and containers.`,
        `Write ${key} in one of its containers.`,
      );
  for (const path of value.containers ? Object.keys(value.containers).map((one) => ["containers", one]) : [[]])
    runFindings(path);
  if (kind === "server" && value.port === undefined && Object.keys(value.ports ?? {}).length === 0)
    missing("port", `${where} is a server without a port.`, "Add `port:` with the port that it listens on.");
  if (kind !== "job" && value.schedule !== undefined)
    conflict(
      [["schedule"], ["kind"]],
      `${where} has a schedule and is a ${kind}.`,
      "Leave out one of the two, or say `kind: job`.",
    );
  const fault = value.schedule === undefined ? undefined : scheduleFault(value.schedule);
  if (fault) conflict([["schedule"]], `The schedule of ${where} ${fault}.`, 'Write one such as "0 3 * * *".');
  const lacksPort = value.port === undefined && !resolution.layers.isBroken([...here, "port"]);
  if (value.route && lacksPort) conflict([["route"]], `${where} has a route and no port.`, "Add `port:`.");
  if (value.health?.path !== undefined && lacksPort)
    conflict([["health", "path"]], `${where} has a health check and no port.`, "Add `port:`.");
  const own = ["identity", "interval", "timeout", "grace"].some((key) =>
    fields.originOf(["health", key])?.layer.startsWith("service"),
  );
  if (own && value.health?.path === undefined)
    missing("health.path", `The health check of ${where} has no path.`, "Add `path: /healthz` to it.");
  const { strategy = BUILT_IN.deploy.strategy, steps = [] } = value.deploy ?? {};
  const weights = steps.map(({ weight }) => weight);
  const falls = weights.findIndex((weight, index) => weight <= (weights[index - 1] ?? 0));
  if (falls !== -1)
    conflict(
      [["deploy", "steps", falls]],
      `The steps of ${where} do not rise: ${weights.join(", ")}.`,
      "Give each more weight than the one before.",
    );
  // A platform's steps are for whoever is a canary, and a service's for the environments in which it is one.
  const layerOf = (key: string) => fields.originOf(["deploy", key])?.layer;
  const layerOfSteps = layerOf("steps");
  const isElsewhere = layerOfSteps === "service" && layerOf("strategy") === "service environment";
  if (steps.length > 0 && strategy !== "canary" && layerOfSteps?.startsWith("service") && !isElsewhere)
    conflict(
      [
        ["deploy", "steps"],
        ["deploy", "strategy"],
      ],
      `${where} has steps, which go with canary, and its strategy is ${strategy}.`,
      "Leave out the steps, or say `strategy: canary`.",
    );
  const { min, max } = value.scale ?? {};
  if (min !== undefined && max !== undefined && min > max)
    conflict(
      [
        ["scale", "min"],
        ["scale", "max"],
      ],
      `${where} runs at least ${min} and at most ${max} times.`,
      "Make min at most max.",
    );
}
