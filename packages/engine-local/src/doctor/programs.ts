import { readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { findServerPrograms } from "../programs/find-server-program.ts";
import { PRODUCTS } from "../programs/server-product.ts";
import { findNpm } from "../server-packages/find-npm.ts";
import { whyPlatformUnsupported } from "../server-packages/platform.ts";
import { AZURITE_PACKAGE, installedFolder, isInstalled, POSTGRES_PACKAGES } from "../server-packages/server-package.ts";
import type { Ailment } from "./ailment.ts";
import type { Patient } from "./patient.ts";

/** A program that servers come from or run by. */
export interface Program {
  readonly name: string;
  /** Undefined where it is not there. */
  readonly version: string | undefined;
  /** Where it is, or how it comes here. */
  readonly where: string;
}

/** The programs that this machine has, and those that are fetched when they are first needed. */
export async function programsHere({ folders, context }: Patient): Promise<readonly Program[]> {
  const { variables, signal } = context;
  const npm = findNpm(variables);
  const npmScript = npm?.args[0];
  const found: Program[] = [
    { name: "Node.js", version: process.versions.node, where: process.execPath },
    {
      name: "npm",
      version: npmScript === undefined ? npm && "unknown" : npmVersion(npmScript),
      where: npmScript ?? npm?.file ?? "neither beside this Node nor in PATH",
    },
  ];
  for (const server of [...Object.values(POSTGRES_PACKAGES), AZURITE_PACKAGE]) {
    const isHere = isInstalled(server, folders.cache);
    found.push({
      name: server.title,
      version: isHere ? server.version : undefined,
      where: isHere ? installedFolder(server, folders.cache) : `${server.version} is fetched when it is first needed`,
    });
  }
  for (const kind of ["mysql", "redis"] as const) {
    const programs = await findServerPrograms(kind, { folders, variables, signal });
    const seen = new Set<string>(); // /bin is /usr/bin
    for (const { product, version, file } of programs) {
      const real = join(realpathSync(dirname(file)), basename(file));
      if (seen.has(real)) continue;
      seen.add(real);
      found.push({ name: PRODUCTS[product].title, version, where: file });
    }
    if (programs.length === 0)
      found.push({
        name: kind === "mysql" ? "MariaDB or MySQL" : "Redis or Valkey",
        version: undefined,
        where: "not on this machine",
      });
  }
  return found;
}

/** Servers run on this machine, and what is not yet fetched can be. */
export async function examinePrograms({ folders, servers, context }: Patient): Promise<readonly Ailment[]> {
  const unsupported = whyPlatformUnsupported();
  if (unsupported && servers.length > 0)
    return [missing("mandatory", unsupported.message, folders.data, unsupported.hint)];
  if (findNpm(context.variables)) return [];
  const message = "There is no npm, neither beside this Node nor in PATH. Servers that were not fetched yet cannot be.";
  const isFetched = [...Object.values(POSTGRES_PACKAGES), AZURITE_PACKAGE].some((each) =>
    isInstalled(each, folders.cache),
  );
  return [
    missing(
      isFetched ? "advisory" : "mandatory",
      message,
      folders.cache,
      "Install npm (it comes with Node.js), or put it in PATH.",
    ),
  ];
}

function missing(level: Ailment["level"], message: string, where: string, mend: string): Ailment {
  return { code: "doctor/program-missing", level, message, where, mend };
}

function npmVersion(script: string): string {
  try {
    const value: unknown = JSON.parse(readFileSync(join(dirname(script), "..", "package.json"), "utf8"));
    return typeof value === "object" && value !== null && "version" in value ? String(value.version) : "unknown";
  } catch {
    return "unknown";
  }
}
