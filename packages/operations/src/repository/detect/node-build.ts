import { own } from "@towpath/core";
import type { Found } from "./evidence.ts";
import type { NodePackage } from "./node-package.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import { topLevel } from "./top-level.ts";

/** How a Node application is built, and what of it must be where it runs. */
export interface NodeBuild {
  readonly build: readonly Found<string>[];
  readonly output: readonly string[];
  readonly migrate: Found<string> | undefined;
  readonly remarks: readonly string[];
}

/** What builds leave, by the folder that the start names or the tool that builds. */
const BUILDERS: readonly (readonly [script: RegExp, output: readonly string[]])[] = [
  [/\bnext build\b/, [".next"]],
  [/\bnuxt(?:i)? build\b/, [".output"]],
  [/\bremix(?:-serve|:build| vite:build)\b/, ["build"]],
  [/\bnest build\b|\btsup\b|\btsc\b|\bvite build\b|\bncc\b|\bunbuild\b|\besbuild\b|\brollup\b|\bswc\b/, ["dist"]],
];

/** Folders that a service reads where it runs, beside what was built. */
const COMPANIONS = [
  "public",
  "static",
  "views",
  "templates",
  "migrations",
  "prisma",
  "drizzle",
  "knexfile.js",
  "next.config.js",
  "next.config.mjs",
  "next.config.ts",
  "locales",
];

const MIGRATIONS = [
  "migrate:deploy",
  "db:deploy",
  "migrate:up",
  "migration:run",
  "migrations:run",
  "db:migrate",
  "migrate",
];

/** @param start the file that the start command names */
export function nodeBuild(repository: RepositoryFiles, found: NodePackage, start: string | undefined): NodeBuild {
  const { manager, scripts, dependencies, development, at } = found;
  const build: Found<string>[] = [];
  const remarks: string[] = [];
  if (dependencies.size + development.size > 0) build.push({ value: install(repository, found), at: manager.at });
  const script = scripts.get("build");
  if (script !== undefined) build.push({ value: `${manager.name} run build`, at: at("build") });

  const built = script === undefined ? [] : builtFolders(repository, found, script, start);
  const companions = COMPANIONS.filter((name) => repository.has(name));
  const own =
    built.length > 0
      ? [...built, ...companions, "package.json"]
      : topLevel(
          repository,
          /^(?:tsconfig.*\.json|jest\.config\..*|vitest\.config\..*|package-lock\.json|yarn\.lock|bun\.lock)$/,
        );
  const needsModules = dependencies.size > 0;
  if (needsModules && manager.workspace !== undefined)
    remarks.push(
      `It is a member of the workspace in ${manager.workspace}: what is installed up there is not part of the artifact. Bundle it (${script ? `"build": "${script.slice(0, 60)}"` : "there is no build script"}), or let build.run put its node_modules into this folder.`,
    );
  if (isPlugAndPlay(repository, found))
    remarks.push(
      "Yarn Plug'n'Play keeps packages outside the folder. Set nodeLinker: node-modules in .yarnrc.yml, so that the artifact holds them.",
    );
  const modules = needsModules && manager.workspace === undefined ? ["node_modules"] : [];
  return { build, output: [...new Set([...own, ...modules])].sort(), migrate: migration(repository, found), remarks };
}

function install(repository: RepositoryFiles, { manager, json }: NodePackage): string {
  switch (manager.name) {
    case "npm":
      return manager.hasLock ? "npm ci" : "npm install";
    case "pnpm":
      return manager.hasLock ? "pnpm install --frozen-lockfile" : "pnpm install";
    case "bun":
      return manager.hasLock ? "bun install --frozen-lockfile" : "bun install";
    case "yarn": {
      if (!manager.hasLock) return "yarn install";
      const isModern =
        (manager.major ?? (repository.has(".yarnrc.yml") || own(json, "installConfig") !== undefined ? 4 : 1)) >= 2;
      return isModern ? "yarn install --immutable" : "yarn install --frozen-lockfile";
    }
  }
}

function isPlugAndPlay(repository: RepositoryFiles, { manager, dependencies }: NodePackage): boolean {
  if (manager.name !== "yarn" || dependencies.size === 0) return false;
  const settings = repository.text(".yarnrc.yml");
  return settings !== undefined && !/^nodeLinker:\s*["']?(?:node-modules|pnpm)/m.test(settings);
}

/** The folder that the start command looks into is built when it is no source folder; else the builder's own, or tsconfig's. */
function builtFolders(
  repository: RepositoryFiles,
  { json }: NodePackage,
  script: string,
  start: string | undefined,
): readonly string[] {
  const main = own(json, "main");
  for (const file of [start, typeof main === "string" ? main.replace(/^\.\//, "") : undefined]) {
    const top = file?.includes("/") ? file.split("/")[0] : undefined;
    if (top && /^(?:dist|build|out|lib|output)$/.test(top)) return [top];
  }
  if (/\btsc\b|\bnest build\b/.test(script)) {
    const folder = /"outDir"\s{0,3}:\s{0,3}"(?:\.\/)?([\w.-]{1,60})\/?"/.exec(
      repository.text("tsconfig.json") ?? "",
    )?.[1];
    if (folder && folder !== "." && folder !== "..") return [folder];
  }
  const builder = BUILDERS.find(([pattern]) => pattern.test(script));
  if (builder) return builder[1];
  return start && repository.has(start) ? [] : ["dist"];
}

function migration(repository: RepositoryFiles, found: NodePackage): Found<string> | undefined {
  const { scripts, manager, at, dependencies } = found;
  const name = MIGRATIONS.find(
    (script) => scripts.has(script) && !/\bmigrate dev\b|\bmake\b|\bgenerate\b|--watch/.test(scripts.get(script) ?? ""),
  );
  if (name) {
    const script = scripts.get(name) ?? "";
    const isDirect = /^node(?: --[\w=./-]+)* [\w./-]+$/.test(script);
    return { value: isDirect ? script : `${manager.name} run ${name}`, at: at(name) };
  }
  const usesPrisma = dependencies.has("@prisma/client") && repository.has("prisma/migrations");
  return usesPrisma
    ? { value: "npx --no-install prisma migrate deploy", at: { file: "prisma/migrations" } }
    : undefined;
}
