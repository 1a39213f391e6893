import type { Client, ClientKind } from "./application.ts";
import { evidenceOf } from "./evidence.ts";
import type { RepositoryFiles } from "./repository-files.ts";

const PROVIDERS: ReadonlyMap<string, ClientKind> = new Map([
  ["postgresql", "postgres"],
  ["postgres", "postgres"],
  ["cockroachdb", "postgres"],
  ["mysql", "mysql"],
  ["sqlserver", "sqlserver"],
  ["mongodb", "mongodb"],
]);

/** The database of a Prisma schema. TypeORM and Knex need the driver among the dependencies, Prisma brings its own. */
export function prismaClient(
  repository: RepositoryFiles,
  dependencies: ReadonlyMap<string, string>,
): Client | undefined {
  if (!dependencies.has("@prisma/client") && !dependencies.has("prisma")) return undefined;
  for (const file of repository.named(/\.prisma$/)) {
    const text = repository.text(file) ?? "";
    const pattern = /datasource\s+\w+\s*\{[^}]{0,500}?provider\s*=\s*"(\w+)"/;
    const kind = PROVIDERS.get(pattern.exec(text)?.[1] ?? "");
    if (kind) return { kind, name: "prisma", at: evidenceOf(file, text, /provider\s*=\s*"(?!prisma)/) };
  }
  return undefined;
}
