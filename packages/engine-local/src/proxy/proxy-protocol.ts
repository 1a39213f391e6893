/** Where the proxy sends requests: a port of 127.0.0.1, and the artifact that serves there. */
export interface ProxyTarget {
  readonly port: number;
  readonly digest: string;
}

/** What a proxy is started with, in a file that only its user can read. */
export interface ProxyConfig {
  readonly port: number;
  /** Who shows it may give orders. */
  readonly token: string;
  readonly target: ProxyTarget | undefined;
  /** Where the proxy writes its `ControlReport` once it listens, or cannot. Absolute. */
  readonly reportFile: string;
}

/** What a proxy does now. */
export interface ProxyStatus {
  readonly port: number;
  readonly target: ProxyTarget | undefined;
  /** Everything that still answers, the target among it. */
  readonly backends: readonly (ProxyTarget & { readonly requests: number; readonly upgrades: number })[];
}

export function parseTarget(value: unknown): ProxyTarget | undefined {
  if (!isObject(value) || typeof value["port"] !== "number" || typeof value["digest"] !== "string") return undefined;
  if (!/^sha256:[0-9a-f]{64}$/.test(value["digest"])) return undefined;
  return { port: value["port"], digest: value["digest"] };
}

/** @throws {TypeError} when it is no configuration of a proxy */
export function parseConfig(text: string): ProxyConfig {
  const value: unknown = JSON.parse(text);
  if (isObject(value)) {
    const { port, token, reportFile } = value;
    if (typeof port === "number" && typeof token === "string" && typeof reportFile === "string")
      return { port, token, reportFile, target: parseTarget(value["target"]) };
  }
  throw new TypeError("This is no configuration of a proxy.");
}

export function parseStatus(value: unknown): ProxyStatus | undefined {
  if (!isObject(value) || typeof value["port"] !== "number" || !Array.isArray(value["backends"])) return undefined;
  const backends = value["backends"].flatMap((backend: unknown) => {
    const target = parseTarget(backend);
    if (!target || !isObject(backend)) return [];
    return { ...target, requests: Number(backend["requests"]), upgrades: Number(backend["upgrades"]) };
  });
  return { port: value["port"], target: parseTarget(value["target"]), backends };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
