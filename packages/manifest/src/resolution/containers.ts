import { address, compareText, type Origin } from "@towpath/core";
import { shown } from "../finding.ts";
import type { Container, Workload } from "../generated/service.ts";
import type { Compute, GraphContainer, GraphVolume } from "../graph/graph-workload.ts";
import type { Template } from "../graph/template.ts";
import { didYouMean } from "../schema/did-you-mean.ts";
import { type ContainerFields, containerFields } from "./container-fields.ts";
import { resolveFiles } from "./files.ts";
import { resolveProbe } from "./probes.ts";
import { type Resolution, report } from "./request.ts";
import { walkRings } from "./walk-rings.ts";
import type { WorkloadFields } from "./workload-fields.ts";

/** The container of a workload that says itself what runs. */
const MAIN = "main";

/** How many members of a ring are named. */
const MOST_NAMED = 20;
/** How many variables, files and volumes all containers of a workload take over from it. */
const MOST_INHERITED = 100_000;

/** What a workload runs, sorted by name: its `containers`, or the one that it is itself. */
export function resolveContainers(fields: WorkloadFields, resolution: Resolution): readonly GraphContainer[] {
  const { containers } = fields.value;
  if (containers === undefined) return [resolveContainer(MAIN, containerFields(fields), resolution)];
  const names = Object.keys(containers).sort(compareText);
  if (inheritsTooMuch(fields.value)) {
    report(resolution, {
      code: "manifest/too-large",
      message: `The ${names.length.toLocaleString("en")} containers of ${address("workloads", fields.name)} take over its variables, files and volumes, more than ${MOST_INHERITED.toLocaleString("en")} together.`,
      address: fields.addressOf(["containers"]),
      places: [fields.placeOfKey(["containers"])],
      suggestions: ["Write them in the containers that need them."],
    });
    return [];
  }
  const all = names.map((name) => containerFields(fields, name));
  const known = new Set(names);
  for (const container of all) reportBefore(container, known, resolution);
  reportRing(all, resolution);
  return all.map((container) => resolveContainer(container.name, container, resolution));
}

/** Whether a workload says so much for so many containers that what each has would not fit into memory. */
export function inheritsTooMuch({ containers = {}, variables = {}, files = {}, volumes = {} }: Workload): boolean {
  const shared = [variables, files, volumes].reduce((sum, one) => sum + Object.keys(one).length, 0);
  return shared * Object.keys(containers).length > MOST_INHERITED;
}

function resolveContainer(name: string, fields: ContainerFields, resolution: Resolution): GraphContainer {
  const { value, path } = fields;
  const run = value.run === undefined ? undefined : fields.readPlain(value.run, ["run"], "a command line");
  const image = value.image === undefined ? undefined : fields.readPlain(value.image, ["image"], "an image's name");
  const list = (key: "command" | "args"): readonly string[] | undefined =>
    value[key]?.map((text, index) => fields.readPlain(text, [key, index], "an argument"));
  const [command, args] = [list("command"), list("args")];
  const liveness = resolveProbe("liveness", fields, resolution);
  const readiness = resolveProbe("readiness", fields, resolution);
  return {
    name,
    ...(run === undefined ? {} : { run }),
    ...(image === undefined ? {} : { image }),
    ...(command === undefined ? {} : { command }),
    ...(args === undefined ? {} : { args }),
    variables: variablesOf(fields),
    files: resolveFiles(fields, resolution),
    volumes: volumesOf(fields),
    before: Object.entries(value.before ?? {})
      .map(([container, { ready }]) => ({ container, ready }))
      .sort((a, b) => compareText(a.container, b.container)),
    limits: computeOf(value.limits),
    requests: computeOf(value.requests),
    ...(liveness ? { liveness } : {}),
    ...(readiness ? { readiness } : {}),
    path,
    origin: fields.originOf([]),
  };
}

function computeOf({ cpu, memory }: NonNullable<Container["limits"]> = {}): Compute {
  return {
    ...(cpu === undefined ? {} : { cpu: String(cpu) }),
    ...(memory === undefined ? {} : { memory: String(memory) }),
  };
}

function variablesOf(fields: ContainerFields): Readonly<Record<string, Template>> {
  const written = fields.value.variables ?? {};
  const variables = Object.keys(written)
    .sort(compareText)
    .map((name) => {
      const { parts, isSecret } = fields.read(String(written[name]), ["variables", name], "workload", "a variable");
      const origin: Origin = fields.originOf(["variables", name]);
      return [name, { parts, isSecret, origin }] as const;
    });
  return Object.fromEntries(variables);
}

function volumesOf(fields: ContainerFields): readonly GraphVolume[] {
  return Object.entries(fields.value.volumes ?? {})
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([target, { source, path, readOnly = false }]) => {
      const origin = fields.originOf(["volumes", target]);
      if (source === undefined) {
        fields.reportMissing(["volumes", target], "source", `The volume at ${shown(target)} does not say what it is.`, [
          "Add `source:`, such as ${resources.NAME}.",
        ]);
        return [];
      }
      const { parts, isSecret } = fields.read(source, ["volumes", target, "source"], "volume", "a volume's source");
      const from = { parts, isSecret, origin: fields.originOf(["volumes", target, "source"]) };
      const below = path === undefined ? undefined : fields.readPlain(path, ["volumes", target, "path"], "a path");
      return { target, source: from, ...(below === undefined ? {} : { path: below }), isReadOnly: readOnly, origin };
    });
}

/** A container that another waits for must be another, and must be there. */
function reportBefore(fields: ContainerFields, names: ReadonlySet<string>, resolution: Resolution): void {
  for (const other of Object.keys(fields.value.before ?? {})) {
    if (names.has(other) && other !== fields.name) continue;
    const message = names.has(other)
      ? `The container ${fields.name} starts before itself.`
      : `The container ${fields.name} starts before ${shown(other)}, and there is no such container.`;
    const address = fields.addressOf(["before", other]);
    report(resolution, {
      code: names.has(other) ? "manifest/cycle" : "manifest/unknown-container",
      message,
      address,
      places: [fields.placeOfKey(["before", other])],
      suggestions: names.has(other)
        ? ["Take it out."]
        : didYouMean(
            other,
            [...names].filter((one) => one !== fields.name),
          ),
    });
  }
}

/** Containers that wait for one another never start. One that waits for itself has been reported. */
function reportRing(all: readonly ContainerFields[], resolution: Resolution): void {
  const byName = new Map(all.map((container) => [container.name, container]));
  const before = all.map(({ name, value }): readonly [string, readonly string[]] => [
    name,
    Object.keys(value.before ?? {})
      .filter((other) => other !== name)
      .sort(compareText),
  ]);
  const [ring] = walkRings(new Map(before));
  const [first] = ring ?? [];
  const fields = first === undefined ? undefined : byName.get(first);
  if (!ring || !fields) return;
  const named = ring.slice(0, MOST_NAMED);
  const said = [...named, ...(ring.length > named.length ? ["…"] : []), fields.name];
  report(resolution, {
    code: "manifest/cycle",
    message: `These containers wait for one another: ${said.join(" starts before ")}.`,
    address: fields.addressOf(["before"]),
    places: named.flatMap((name, index) => {
      const next = ring[(index + 1) % ring.length] ?? "";
      return byName.get(name)?.placeOfKey(["before", next]) ?? [];
    }),
    suggestions: ["Take one of them out of `before`."],
  });
}
