import { type Found, lineAt } from "./evidence.ts";

/** A source file. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** The first match of any of the patterns, tried in order over all sources; the value is its first group. */
export function firstMatch(sources: readonly Source[], patterns: readonly RegExp[]): Found<string> | undefined {
  for (const pattern of patterns) {
    for (const { path, text } of sources) {
      const match = pattern.exec(text);
      if (match?.[1] !== undefined) return { value: match[1], at: { file: path, line: lineAt(text, match.index) } };
    }
  }
  return undefined;
}

/** Ports of databases, queues and mail servers: a source that names one means somebody else's. */
const OTHERS = new Set([465, 587, 1433, 3306, 5432, 5672, 6379, 9092, 9200, 27_017]);

/** The port that a pattern finds: its first group, from 1 to 65535. */
export function portIn(sources: readonly Source[], patterns: readonly RegExp[]): Found<number> | undefined {
  for (const pattern of patterns) {
    for (const { path, text } of sources) {
      for (const match of text.matchAll(new RegExp(pattern, `${pattern.flags.replace("g", "")}g`))) {
        const port = Number(match[1]);
        if (!Number.isInteger(port) || port < 1 || port > 65_535 || OTHERS.has(port)) continue;
        return { value: port, at: { file: path, line: lineAt(text, match.index) } };
      }
    }
  }
  return undefined;
}

/** What routes are called that say whether a service is well; the more telling first. */
const HEALTH_ROUTES = [
  "readyz",
  "health/ready",
  "healthz",
  "health",
  "healthcheck",
  "livez",
  "health/live",
  "_health",
  "ping",
];

/** A route that says whether the service is well, as sources name it in quotes. */
export function healthIn(sources: readonly Source[], prefix = ""): Found<string> | undefined {
  const patterns = HEALTH_ROUTES.map(
    (route) => new RegExp(`(?<!\\w["'\`] ?[,:=] ?)["'\`]((?:/?(?:api|v1|internal|-)/|/)?${route}/?)["'\`]`),
  );
  const found = firstMatch(
    sources.filter(({ text }) => isRouting(text)),
    patterns,
  );
  if (!found) return undefined;
  const path = found.value.startsWith("/") ? found.value : `/${found.value}`;
  return { value: `${prefix}${path}`, at: found.at };
}

/** Something in the file answers requests: a route of somebody else's service, called from here, is not meant. */
function isRouting(text: string): boolean {
  return /\.(?:get|use|route|all|add_url_rule|add_api_route|HandleFunc|Handle|GET|Get|MapGet|MapHealthChecks|on)\(|@(?:Get|GetMapping|RequestMapping|Controller|Path|app|router|bp|blueprint)\b|\bpath\(|\burl\b|createServer/.test(
    text,
  );
}

/** Names of environment variables that patterns find; each once, the first place counts. */
export function variablesIn(sources: readonly Source[], patterns: readonly RegExp[]): readonly Found<string>[] {
  const names = new Map<string, Found<string>>();
  for (const { path, text } of sources) {
    for (const pattern of patterns) {
      for (const match of text.matchAll(pattern)) {
        const name = match[1] ?? match[2] ?? "";
        if (!/^[A-Z][A-Z0-9_]{1,80}$/i.test(name) || names.has(name) || names.size >= 200) continue;
        names.set(name, { value: name, at: { file: path, line: lineAt(text, match.index) } });
      }
    }
  }
  return [...names.values()];
}
