import type { GraphProbe } from "../graph/graph-workload.ts";
import type { ContainerFields } from "./container-fields.ts";
import { type Resolution, report } from "./request.ts";

/** How a container is asked whether it is alive, or ready. Undefined where it says nothing of it. */
export function resolveProbe(
  which: "liveness" | "readiness",
  fields: ContainerFields,
  resolution: Resolution,
): GraphProbe | undefined {
  const written = fields.value[which];
  if (!written) return undefined;
  const { httpGet, exec } = written;
  const missing = (path: readonly string[], key: string, example: string): void =>
    fields.reportMissing([which, ...path], key, `The ${which} probe of ${fields.name} lacks its ${key}.`, [
      `Add \`${key}: ${example}\`.`,
    ]);
  if (exec && exec.command === undefined) missing(["exec"], "command", "[/bin/check]");
  if (httpGet && httpGet.path === undefined) missing(["httpGet"], "path", "/healthz");
  if (httpGet && httpGet.port === undefined) missing(["httpGet"], "port", "8080");
  if (!httpGet && !exec)
    report(resolution, {
      code: "manifest/missing-key",
      message: `The ${which} probe of ${fields.name} asks nothing.`,
      address: fields.addressOf([which]),
      places: [fields.placeOfKey([which])],
      suggestions: ["Add `httpGet: { path: /healthz, port: 8080 }`, or `exec:`."],
    });
  return {
    ...(exec?.command ? { exec: { command: [...exec.command] } } : {}),
    ...(httpGet?.path !== undefined && httpGet.port !== undefined
      ? {
          http: {
            path: httpGet.path,
            port: httpGet.port,
            scheme: httpGet.scheme ?? "HTTP",
            ...(httpGet.host === undefined ? {} : { host: httpGet.host }),
            headers: (httpGet.httpHeaders ?? []).map(({ name, value }) => ({ name, value })),
          },
        }
      : {}),
    origin: fields.originOf([which]),
  };
}
