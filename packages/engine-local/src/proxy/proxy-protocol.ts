/** A port of 127.0.0.1, and the artifact that serves there. */
export interface ProxyBackend {
  readonly port: number;
  readonly digest: string;
}

/** Where the proxy sends requests. */
export interface ProxyTarget extends ProxyBackend {
  /** What is tried out beside it: this many requests of a hundred go there, from 1 to 99. */
  readonly canary?: (ProxyBackend & { readonly weight: number }) | undefined;
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
  readonly backends: readonly (ProxyBackend & { readonly requests: number; readonly upgrades: number })[];
}

export function parseTarget(value: unknown): ProxyTarget | undefined {
  const backend = parseBackend(value);
  if (!backend || !isObject(value) || value["canary"] === undefined) return backend;
  const tried = parseBackend(value["canary"]);
  const weight = isObject(value["canary"]) ? value["canary"]["weight"] : undefined;
  const isPart = typeof weight === "number" && Number.isInteger(weight) && weight >= 1 && weight <= 99;
  return tried && isPart ? { ...backend, canary: { ...tried, weight } } : undefined;
}

/** Whether two targets send requests to the same places, in the same parts. */
export function isSameTarget(a: ProxyTarget | undefined, b: ProxyTarget | undefined): boolean {
  return isSameBackend(a, b) && isSameBackend(a?.canary, b?.canary) && a?.canary?.weight === b?.canary?.weight;
}

export function isSameBackend(a: ProxyBackend | undefined, b: ProxyBackend | undefined): boolean {
  return a?.port === b?.port && a?.digest === b?.digest;
}

function parseBackend(value: unknown): ProxyBackend | undefined {
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
    const living = parseBackend(backend);
    if (!living || !isObject(backend)) return [];
    return { ...living, requests: Number(backend["requests"]), upgrades: Number(backend["upgrades"]) };
  });
  return { port: value["port"], target: parseTarget(value["target"]), backends };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
