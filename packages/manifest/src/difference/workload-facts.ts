import { address, type Json, type JsonObject, type Origin } from "@towpath/core";
import type { GraphContainer, GraphDeploy, GraphHealth, GraphProbe, GraphWorkload } from "../graph/graph-workload.ts";
import { type Fact, members } from "./fact.ts";
import { templateText } from "./template-text.ts";

/** What two graphs say of a workload, by the paths that a manifest has. */
export function workloadFacts(workload: GraphWorkload): readonly Fact[] {
  const { kind, engine, schedule, port, ports, health, scale, route, annotations, deploy } = workload;
  const { strategy, migrate, smoke, bakeMs, steps, noData } = deploy;
  const origin = originsOf(workload);
  const body = members({
    kind,
    engine,
    schedule,
    port,
  });
  const parts: readonly (readonly [string, JsonObject])[] = [
    ["scale", members(scale)],
    ["annotations", annotations],
    ["route", members({ ...route })],
    ["deploy", members({ strategy, migrate, smoke, bake: duration(bakeMs), steps: stepsOf(steps), noData })],
    ["health", health ? healthOf(health) : {}],
    ["ports", named(ports, ({ name, origin: _, ...rest }) => [name, members(rest)])],
  ];
  return [
    { path: "", value: body, origin },
    ...parts.map(([path, value]) => ({ path, value, origin })),
    ...workload.containers.flatMap((one) => containerFacts(one, origin)),
  ];
}

function containerFacts(container: GraphContainer, origin: NonNullable<Fact["origin"]>): readonly Fact[] {
  const { path, run, image, command, args, before, limits, requests, liveness, readiness, volumes } = container;
  const below = (...names: readonly string[]): string => address(...path, ...names);
  const parts: Readonly<Record<string, Json | undefined>> = {
    run,
    image,
    command,
    args,
    before: named(before, ({ container: name, ready }) => [name, ready]),
    limits: members({ ...limits }),
    requests: members({ ...requests }),
    liveness: liveness && probe(liveness),
    readiness: readiness && probe(readiness),
    volumes: named(volumes, ({ target, source, path: within, isReadOnly }) => [
      target,
      members({ source: templateText(source), path: within, readOnly: isReadOnly }),
    ]),
  };
  return [
    ...Object.entries(parts).map(([name, value]) => ({ path: below(name), value, origin })),
    ...Object.entries(container.variables).map(([name, template]) => ({
      path: below("variables", name),
      value: templateText(template),
      origin: () => template.origin,
    })),
    ...container.files.map(({ target, mode, content, origin: place }) => ({
      path: below("files", target),
      value: members({ mode, ...fileContent(content) }),
      origin: () => place,
    })),
  ];
}

function fileContent(content: GraphContainer["files"][number]["content"]): Readonly<Record<string, Json>> {
  switch (content.kind) {
    case "text":
      return { content: templateText(content.template) };
    case "binary":
      return { binaryContent: content.base64 };
    case "source":
      return { source: content.path, noExpand: !content.isExpanded };
  }
}

function probe({ exec, http }: GraphProbe): JsonObject {
  return members({
    ...(exec ? { exec: members(exec) } : {}),
    ...(http
      ? {
          http: members({
            ...http,
            headers: named(http.headers, ({ name, value }) => [name, value]),
          }),
        }
      : {}),
  });
}

function healthOf({ path, intervalMs, timeoutMs, graceMs, identity }: GraphHealth): JsonObject {
  const times = { interval: duration(intervalMs), timeout: duration(timeoutMs), grace: duration(graceMs) };
  return members({ path, identity, ...times });
}

function stepsOf(steps: GraphDeploy["steps"]): Json | undefined {
  return steps.length === 0 ? undefined : steps.map(({ weight, forMs }) => ({ weight, for: duration(forMs) }));
}

function named<T>(list: readonly T[], entry: (one: T) => readonly [string, Json]): JsonObject {
  return Object.fromEntries(list.map(entry));
}

function duration(ms: number): string {
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}

/** Where a part of a workload was said: at its own line, else at that of what it is a part of. */
function originsOf({ origins, origin }: GraphWorkload): (path: string) => Origin {
  return (path) => {
    for (let at = path; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf(".")))) {
      const found = Object.hasOwn(origins, at) ? origins[at] : undefined;
      if (found) return found;
    }
    return origin;
  };
}
