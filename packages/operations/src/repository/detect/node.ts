import { isJsonObject, type JsonObject, own } from "@towpath/core";
import type { Application } from "./application.ts";
import { clientsAmong } from "./clients.ts";
import { type Evidence, evidenceOf, type Found, literally } from "./evidence.ts";
import { nodeBuild } from "./node-build.ts";
import { type NodePackage, packageManager } from "./node-package.ts";
import { nodeStart } from "./node-start.ts";
import { prismaClient } from "./prisma.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import { healthIn, portIn, type Source, variablesIn } from "./source-hints.ts";
import { pinnedVersion, versionIn } from "./versions.ts";

const EXTENSIONS = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx"];

/** Frameworks that serve, the more telling first, and the port that they listen on by themselves. */
const FRAMEWORKS: readonly (readonly [dependency: string, title: string, port: number])[] = [
  ["next", "Next.js", 3000],
  ["nuxt", "Nuxt", 3000],
  ["@nestjs/core", "NestJS", 3000],
  ["@remix-run/serve", "Remix", 3000],
  ["@sveltejs/adapter-node", "SvelteKit", 3000],
  ["fastify", "Fastify", 3000],
  ["express", "Express", 3000],
  ["koa", "Koa", 3000],
  ["hono", "Hono", 3000],
  ["@hapi/hapi", "hapi", 3000],
  ["restify", "restify", 8080],
];

const PORTS = [
  /process\.env(?:\.PORT\b|\[["']PORT["']\])[^\n;]{0,40}?(?:\|\||\?\?|,)\s{0,4}["'`]?(\d{2,5})(?![\w.])/,
  /\bPORT\s{0,3}(?:\|\||\?\?)\s{0,3}["'`]?(\d{2,5})(?![\w.])/,
  /\bPORT\s{0,3}=\s{0,3}["'`]?(\d{2,5})["'`]?[^\n]{0,80}\}\s{0,3}=\s{0,3}process\.env/,
  /\bPORT\b[^\n]{0,80}\.default\(\s{0,3}["'`]?(\d{2,5})(?![\w.])/,
];
const FIXED_PORTS = [/\.listen\(\s{0,4}(\d{2,5})(?![\w.])/, /\b(?:port|PORT)\s{0,3}[:=]\s{0,3}(\d{3,5})(?![\w.])/];
const READS_PORT =
  /process\.env(?:\.PORT\b|\[["']PORT["']\])|\{[^}\n]{0,80}\bPORT\b[^}\n]{0,80}\}\s*=\s*process\.env|\bPORT\s*:\s*z\.|\.PORT\b/;
const VARIABLES = [
  /process\.env\.([A-Za-z_]\w*)/g,
  /process\.env\[["']([A-Za-z_]\w*)["']\]/g,
  /\b([A-Z][A-Z0-9_]*)\b(?=[^{}]{0,300}\}\s{0,3}=\s{0,3}process\.env\b)/g,
  // Where the environment was given another name, or a schema.
  /\b(?:env|ENV|environment|variables|vars)\.([A-Z][A-Z0-9_]*)\b/g,
  /^\s{0,20}([A-Z][A-Z0-9_]*)\s{0,3}:\s{0,3}(?:z|Joi|v|t|str|url|num|port|Type)\b/gm,
  /\.get(?:OrThrow)?(?:<\w{1,20}>)?\(\s{0,3}["']([A-Z][A-Z0-9_]*)["']/g,
];

/** A Node application, by its package.json. */
export async function detectNode(repository: RepositoryFiles): Promise<Application | undefined> {
  const json = repository.json("package.json");
  if (!json) return undefined;
  const text = repository.text("package.json") ?? "";
  const at = (pattern: RegExp): Evidence => evidenceOf("package.json", text, pattern);
  const manager = packageManager(repository, json);
  const found: NodePackage = {
    json,
    manager,
    scripts: textsOf(own(json, "scripts")),
    dependencies: textsOf(own(json, "dependencies")),
    development: textsOf(own(json, "devDependencies")),
    at: (key) => at(new RegExp(`"${literally(key)}"\\s*:`)),
  };
  const sources = repository.sources(EXTENSIONS);
  const framework = FRAMEWORKS.find(([name]) => found.dependencies.has(name));
  const start = nodeStart(repository, found);
  const { build, output, migrate, remarks } = nodeBuild(repository, found, start?.file);
  const prisma = prismaClient(repository, found.dependencies);
  const test = found.scripts.get("test");
  const port = start?.port ?? portIn(sources, PORTS);
  const fixed = port || sources.some(({ text }) => READS_PORT.test(text)) ? undefined : portIn(sources, FIXED_PORTS);
  const name = own(json, "name");
  const description = own(json, "description");
  return {
    title: `Node with ${manager.name}`,
    at: { file: "package.json" },
    toolchain: nodeToolchain(repository, json, at),
    name: typeof name === "string" ? { value: name.replace(/^@[^/]*\//, ""), at: found.at("name") } : undefined,
    description:
      typeof description === "string" && description ? { value: description, at: found.at("description") } : undefined,
    build,
    output,
    test:
      test === undefined || test.includes("no test specified")
        ? undefined
        : { value: manager.name === "bun" ? "bun run test" : `${manager.name} test`, at: found.at("test") },
    run: start?.run,
    migrate,
    framework: framework ? { value: framework[1], at: found.at(framework[0]) } : nodeServer(sources),
    port: port ?? fixed,
    defaultPort: framework?.[2] ?? (nodeServer(sources) ? 8080 : undefined),
    health: nodeHealth(repository, sources, framework?.[0]),
    clients: [...clientsAmong(found.dependencies.keys(), found.at), ...(prisma ? [prisma] : [])],
    addressForm: "url",
    variables: variablesIn(
      [
        ...sources,
        ...repository.named(/^schema\.prisma$/).map((path) => ({ path, text: repository.text(path) ?? "" })),
      ],
      [...VARIABLES, /\benv\(\s{0,3}"([A-Za-z_]\w*)"\s{0,3}\)/g],
    ),
    remarks: fixed
      ? [
          ...remarks,
          `${fixed.at.file}:${fixed.at.line} listens on ${fixed.value} whatever it is told. Let it read PORT: several releases run beside each other while one replaces the other.`,
        ]
      : remarks,
  };
}

function textsOf(value: unknown): ReadonlyMap<string, string> {
  if (!isJsonObject(value)) return new Map();
  return new Map(
    Object.entries(value).flatMap(([key, text]) => (typeof text === "string" ? [[key, text] as const] : [])),
  );
}

function nodeToolchain(
  repository: RepositoryFiles,
  json: JsonObject,
  at: (pattern: RegExp) => Evidence,
): ReadonlyMap<string, Found<string>> {
  const engines = textsOf(own(json, "engines")).get("node");
  const range = engines === undefined ? undefined : versionIn(engines);
  const version = pinnedVersion(repository, "node") ?? (range ? { value: range, at: at(/"node"\s*:/) } : undefined);
  return new Map(version ? [["node", version]] : []);
}

/** Without a framework, what opens a port is a server all the same. */
function nodeServer(sources: readonly Source[]): Found<string> | undefined {
  const found = sources.find(
    ({ text }) => /createServer\(|Bun\.serve\(|Deno\.serve\(/.test(text) && /\.listen\(|serve\(/.test(text),
  );
  return found
    ? { value: "an HTTP server", at: evidenceOf(found.path, found.text, /createServer\(|\.serve\(/) }
    : undefined;
}

function nodeHealth(
  repository: RepositoryFiles,
  sources: readonly Source[],
  framework: string | undefined,
): Found<string> | undefined {
  if (framework === "next") {
    const route = sources.find(({ path }) =>
      /(?:^|\/)(?:app|pages)\/api\/(?:healthz?|ready|readyz)(?:\/route)?\.[jt]sx?$/.test(path),
    );
    const name = /\/(api\/[a-z]+)/.exec(`/${route?.path}`)?.[1];
    if (route && name) return { value: `/${name}`, at: { file: route.path, line: 1 } };
  }
  const prefix = framework === "@nestjs/core" ? globalPrefix(sources) : "";
  if (repository.entries().length === 0) return undefined;
  return healthIn(sources, prefix);
}

function globalPrefix(sources: readonly Source[]): string {
  for (const { text } of sources) {
    const prefix = /setGlobalPrefix\(\s{0,4}["'`]\/?([\w/-]{1,60})["'`]/.exec(text)?.[1];
    if (prefix) return `/${prefix}`;
  }
  return "";
}
