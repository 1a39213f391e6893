import type { Json, Origin } from "@towpath/core";
import type { GraphContainer, GraphWorkload } from "@towpath/manifest";
import { expect, test } from "vitest";
import type { Rule } from "../../rule/define-rule.ts";
import { addressesOf, findingsOf, messagesOf } from "../../testing/found.ts";
import { containerWith, graphWith, originAt, templateWith, workloadWith } from "../../testing/subjects.ts";
import { autoscale } from "./autoscale.ts";
import { debugSwitches } from "./debug-switches.ts";
import { fileMode } from "./file-mode.ts";
import { healthTiming } from "./health-timing.ts";
import { latestTag } from "./latest-tag.ts";
import { memoryUnit } from "./memory-unit.ts";
import { privilegedPort } from "./privileged-port.ts";
import { requestsWithinLimits } from "./requests-within-limits.ts";
import { scheduleFrequency } from "./schedule-frequency.ts";
import { sharedVolume } from "./shared-volume.ts";
import { signalForwarding } from "./signal-forwarding.ts";
import { variableNames } from "./variable-names.ts";

const graphOf = (workload: Partial<GraphWorkload>, environment?: string, kind?: string) =>
  graphWith({ workloads: [workloadWith(workload)] }, environment, kind);
const found = (rule: Rule, workload: Partial<GraphWorkload>, params?: Readonly<Record<string, Json>>) =>
  messagesOf(rule, { graph: graphOf(workload), params });
const inContainer = (rule: Rule, container: Partial<GraphContainer>) =>
  found(rule, { containers: [containerWith(container)] });

test("requests and limits are compared as amounts, of each container", () => {
  expect(inContainer(requestsWithinLimits, { requests: { memory: "1G" }, limits: { memory: "1Gi" } })).toEqual([]);
  expect(inContainer(requestsWithinLimits, { requests: { memory: "1Gi" } })).toEqual([]);
  const sidecar = containerWith({
    name: "log",
    path: ["containers", "log"],
    requests: { cpu: "1.5", memory: "1Gi" },
    limits: { cpu: "500m", memory: "1G" },
  });
  const origins = { "containers.log.requests.cpu": originAt(7), "containers.log.limits.cpu": originAt(9) };
  const graph = graphOf({ containers: [containerWith(), sidecar], origins });
  expect(messagesOf(requestsWithinLimits, { graph }).toSorted()).toEqual([
    "log of main requests 1.5 of the processor and may use 500m only.",
    "log of main requests 1Gi of memory and may use 1G only.",
  ]);
  expect(addressesOf(requestsWithinLimits, { graph })).toContainEqual([
    "workloads.main.containers.log.requests.cpu",
    7,
  ]);
});

test.each([
  ["512", 1],
  ["512k", 1],
  ["4Mi", 0],
  ["0", 0],
])("%s of memory is too little to be meant: %i", (memory, count) => {
  expect(inContainer(memoryUnit, { limits: { memory } })).toHaveLength(count);
  expect(inContainer(memoryUnit, { requests: { memory } })).toHaveLength(count);
});

test.each([
  ["512", "Write the unit: 512Mi, perhaps."],
  ["512k", "Write the unit: 512Mi, perhaps."],
  ["1Mi", "Write how much it takes, such as 128Mi."],
  ["2", "Write how much it takes, such as 128Mi."],
])("of %s for memory, no more is suggested than what would do", (memory, suggestion) => {
  const graph = graphOf({ containers: [containerWith({ limits: { memory } })] });
  expect(findingsOf(memoryUnit, { graph })[0]?.suggestions).toEqual([suggestion]);
});

test.each([
  ["orders", "without a tag"],
  ["containers.example.com:5000/orders", "without a tag"],
  ["orders:latest", "latest is whatever"],
  ["containers.example.com:5000/orders:Edge", "Edge is whatever"],
])("%s moves", (image, what) => {
  expect(inContainer(latestTag, { image })).toEqual([expect.stringContaining(what)]);
});

test.each([".", "orders:1", "orders@sha256:00", "registry:5000/orders:1.2"])("%s does not move", (image) => {
  expect(inContainer(latestTag, { image })).toEqual([]);
});

test("a platform may ask for fewer runs", () => {
  const job = { kind: "job", schedule: "*/10 * * * *" } as const;
  expect(found(scheduleFrequency, job)).toEqual([]);
  expect(found(scheduleFrequency, job, { minMinutes: 15 })).toEqual([
    "main runs again after 10 minutes; 15 minutes is the least.",
  ]);
});

test("the timing of a health check is judged where the service says some of it", () => {
  const health = { path: "/", intervalMs: 2_000, timeoutMs: 2_500, graceMs: 3_000 };
  const own = { "health.timeout": originAt(8) };
  const theirs: Readonly<Record<string, Origin>> = {
    "health.timeout": { layer: "platform", place: { file: "platform.yaml" } },
  };
  expect(addressesOf(healthTiming, { graph: graphOf({ health, origins: own }) }).toSorted()).toEqual([
    ["workloads.main.health.grace", 5],
    ["workloads.main.health.timeout", 8],
  ]);
  expect(found(healthTiming, { health, origins: theirs })).toEqual([]);
  expect(found(healthTiming, { health: { ...health, timeoutMs: 2_000, graceMs: 4_000 }, origins: own })).toEqual([]);
  expect(found(healthTiming, { health: { ...health, timeoutMs: 2_000, graceMs: 601_000 }, origins: own })).toEqual([
    "main has 601s to start: a release that never starts is noticed only then.",
  ]);
});

test("what grows needs room and a measure, but not on one machine", () => {
  const scale = { min: 2, max: 2, cpu: "70%" };
  expect(found(autoscale, { scale })).toHaveLength(2);
  expect(messagesOf(autoscale, { graph: graphOf({ scale }, "dev", "local") })).toEqual([]);
  expect(found(autoscale, { scale: { min: 2, max: 2 } })).toEqual([]);
  const containers = [containerWith({ requests: { cpu: "1" } })];
  expect(found(autoscale, { scale: { ...scale, max: 3 }, containers })).toEqual([]);
});

test.each([
  ["DEBUG", "app:*", 1],
  ["DEBUG", "false", 0],
  ["DEBUG", "", 0],
  ["NODE_ENV", "development", 1],
  ["NODE_ENV", "production", 0],
  ["NODE_OPTIONS", "--max-old-space-size=256 --inspect", 1],
  ["LOG_LEVEL", "debug", 0],
])("%s=%s is a switch of developers: %i", (name, value, count) => {
  const containers = [containerWith({ variables: { [name]: templateWith(value) } })];
  expect(found(debugSwitches, { containers })).toHaveLength(count);
  expect(messagesOf(debugSwitches, { graph: graphOf({ containers }, "dev") })).toEqual([]);
});

test("of options, only the switch is shown", () => {
  const variables = {
    JAVA_TOOL_OPTIONS: templateWith("-Dkey=hunter2 -agentlib:jdwp=x ‹y›"),
    DEBUG: templateWith("‹a›:*"),
  };
  expect(found(debugSwitches, { containers: [containerWith({ variables })] }).toSorted()).toEqual([
    'DEBUG of main says "…:*" in prod.',
    'JAVA_TOOL_OPTIONS of main says "jdwp" in prod.',
  ]);
});

test.each([
  [{ run: "node --inspect-brk server.js" }, 1],
  [{ image: "a", command: ["java", "-agentlib:jdwp=transport=dt_socket"] }, 1],
  [{ image: "a", args: ["-m", "debugpy", "--listen", "5678"] }, 1],
  [{ run: "node inspect.js --inspector" }, 0],
])("%j starts a debugger: %i", (container, count) => {
  expect(inContainer(debugSwitches, container)).toHaveLength(count);
});

test.each([
  ["666", false, "664"],
  ["644", true, "640"],
  ["647", true, "640"],
  ["644", false, undefined],
  ["640", true, undefined],
])("of a file with mode %s that holds a secret (%s), %s is proposed", (mode, isSecret, wanted) => {
  const template = templateWith("a");
  const origin: Origin = { layer: "service", place: { file: "towpath.yaml", pointer: "/workload/files/~1a" } };
  const files = [
    { target: "/a", mode, content: { kind: "text", template: { ...template, isSecret } }, origin } as const,
  ];
  const fixes = findingsOf(fileMode, { graph: graphOf({ containers: [containerWith({ files })] }) }).map(
    ({ fix }) => fix,
  );
  const change = { type: "set", file: "towpath.yaml", pointer: "/workload/files/~1a/mode", value: wanted };
  expect(fixes).toEqual(wanted === undefined ? [] : [{ safety: "unsafe", changes: [change] }]);
});

test("several instances read one volume", () => {
  const volume = (isReadOnly: boolean) => ({
    containers: [
      containerWith({ volumes: [{ target: "/data", source: templateWith("pages"), isReadOnly, origin: originAt(9) }] }),
    ],
  });
  expect(found(sharedVolume, { ...volume(false), scale: { min: 1, max: 3 } })).toEqual([
    "main runs up to 3 times, and each of them may write to the volume at /data.",
  ]);
  expect(found(sharedVolume, { ...volume(true), scale: { min: 1, max: 3 } })).toEqual([]);
  expect(found(sharedVolume, volume(false))).toEqual([]);
});

test("a port for root is named once", () => {
  const port = (targetPort: number) =>
    ({ name: "web", port: 80, targetPort, protocol: "TCP", origin: originAt(8) }) as const;
  expect(found(privilegedPort, { port: 80, ports: [port(80)] })).toHaveLength(1);
  expect(found(privilegedPort, { port: 8080, ports: [port(8080)] })).toEqual([]);
});

test.each([
  ["npm start", 1],
  ["  yarn serve", 1],
  ["bundle exec puma", 1],
  ["npmx start", 0],
  ["node npm.js", 0],
])("%s is started by a runner: %i", (run, count) => {
  expect(inContainer(signalForwarding, { run })).toHaveLength(count);
});

test("names of variables are those that a shell can read, each once", () => {
  const variables = Object.fromEntries(
    ["A_1", "_B", "1C", "d.e", "PATH", "Path"].map((name) => [name, templateWith("x")]),
  );
  expect(inContainer(variableNames, { variables })).toHaveLength(3);
});
