import type { Compute, GraphContainer, GraphProbe, GraphWorkload } from "@towpath/manifest";
import { types, viewType } from "../../cel/index.ts";
import { templateText } from "./known.ts";
import { byName, choice, flag, many, one, text, textMap, texts, whole } from "./plain.ts";

const computeType = viewType<Compute>("amounts", () => ({
  cpu: text(({ cpu }) => cpu, true),
  memory: text(({ memory }) => memory, true),
}));

const probeType = viewType<GraphProbe>("probe", () => ({
  command: texts(({ exec }) => exec?.command, true),
  path: text(({ http }) => http?.path, true),
  port: whole(({ http }) => http?.port, true),
  scheme: choice(["HTTP", "HTTPS"], ({ http }) => http?.scheme, true),
}));

const fileType = viewType<GraphContainer["files"][number]>("file", () => ({
  target: text(({ target }) => target),
  mode: text(({ mode }) => mode, true),
}));

const volumeType = viewType<GraphContainer["volumes"][number]>("volume", () => ({
  target: text(({ target }) => target),
  path: text(({ path }) => path, true),
  isReadOnly: flag(({ isReadOnly }) => isReadOnly),
}));

/** `workload.containers[0]` */
export const containerType = viewType<GraphContainer>("container", () => ({
  name: text(({ name }) => name),
  run: text(({ run }) => run, true),
  image: text(({ image }) => image, true),
  command: texts(({ command }) => command, true),
  args: texts(({ args }) => args, true),
  variables: byName(types.string, ({ variables }) => variables, templateText),
  files: many(fileType, ({ files }) => files),
  volumes: many(volumeType, ({ volumes }) => volumes),
  limits: one(computeType, ({ limits }) => limits),
  requests: one(computeType, ({ requests }) => requests),
  liveness: one(probeType, ({ liveness }) => liveness, true),
  readiness: one(probeType, ({ readiness }) => readiness, true),
}));

const portType = viewType<GraphWorkload["ports"][number]>("port", () => ({
  name: text(({ name }) => name),
  port: whole(({ port }) => port),
  targetPort: whole(({ targetPort }) => targetPort),
  protocol: choice(["TCP", "UDP"], ({ protocol }) => protocol),
}));

const healthType = viewType<NonNullable<GraphWorkload["health"]>>("health", () => ({
  path: text(({ path }) => path),
  intervalMs: whole(({ intervalMs }) => intervalMs),
  timeoutMs: whole(({ timeoutMs }) => timeoutMs),
  graceMs: whole(({ graceMs }) => graceMs),
}));

const scaleType = viewType<GraphWorkload["scale"]>("scale", () => ({
  min: whole(({ min }) => min),
  max: whole(({ max }) => max),
  cpu: text(({ cpu }) => cpu, true),
}));

const routeType = viewType<NonNullable<GraphWorkload["route"]>>("route", () => ({
  host: text(({ host }) => host, true),
  path: text(({ path }) => path),
  visibility: choice(["internal", "public"], ({ visibility }) => visibility),
}));

const deployType = viewType<GraphWorkload["deploy"]>("deploy", () => ({
  strategy: choice(["recreate", "rolling", "blue-green", "canary"], ({ strategy }) => strategy),
  migrate: text(({ migrate }) => migrate, true),
  smoke: text(({ smoke }) => smoke, true),
  bakeMs: whole(({ bakeMs }) => bakeMs),
}));

/** `workload` */
export const workloadType = viewType<GraphWorkload>("workload", () => ({
  address: text(({ address }) => address),
  name: text(({ name }) => name),
  kind: choice(["server", "worker", "job"], ({ kind }) => kind),
  engine: text(({ engine }) => engine),
  containers: many(containerType, ({ containers }) => containers),
  schedule: text(({ schedule }) => schedule, true),
  port: whole(({ port }) => port, true),
  ports: many(portType, ({ ports }) => ports),
  health: one(healthType, ({ health }) => health, true),
  scale: one(scaleType, ({ scale }) => scale),
  route: one(routeType, ({ route }) => route, true),
  annotations: textMap(({ annotations }) => annotations),
  deploy: one(deployType, ({ deploy }) => deploy),
  dependsOn: texts(({ dependsOn }) => dependsOn),
}));
