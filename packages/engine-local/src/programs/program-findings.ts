import { type Address, type Finding, makeFinding, type Place } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import { whyPlatformUnsupported } from "../server-packages/platform.ts";
import { chooseProgram, findServerPrograms, type SearchContext, type ServerProgram } from "./find-server-program.ts";
import { type InstallingSystem, installLine, thisSystem } from "./install-line.ts";
import { compareReleases, PRODUCTS, productOfVersion, type ServerKind } from "./server-product.ts";

/** A resource that needs a program of this machine. */
export interface ProgramNeed {
  readonly kind: ServerKind;
  readonly address?: Address | undefined;
  readonly places?: readonly Place[] | undefined;
  /** The version that somebody asked for; absent where only the type's default stands. */
  readonly version?: { readonly text: string; readonly place: Place } | undefined;
  /** Whether another version than the one asked for may serve. */
  readonly accepts: "any" | "same";
}

/** What a recipe of these drivers may say in `accept`. */
export const ACCEPT_OPTIONS: readonly string[] = ["any", "same"];

/** The drivers whose servers npm cannot bring. */
const KINDS: readonly ServerKind[] = ["mysql", "redis"];

/** What the resources of a graph need of this machine, for one engine. */
export function programNeeds(resources: readonly GraphResource[], engine: string): readonly ProgramNeed[] {
  return resources.flatMap((resource): readonly ProgramNeed[] => {
    const kind = KINDS.find((known) => known === resource.recipe.driver);
    if (!kind || resource.engine !== engine) return [];
    const { version, address, origin } = resource;
    const isAsked = version?.known === true && version.origin.layer !== "type";
    return [
      {
        kind,
        address,
        places: [origin.place],
        version: isAsked ? { text: version.value, place: version.origin.place } : undefined,
        accepts: resource.recipe.options["accept"] === "same" ? "same" : "any",
      },
    ];
  });
}

/**
 * What this machine lacks, in one finding with the line that installs all of it; and for each resource whose version is not
 * the machine's, which two versions these are. Touches nothing.
 */
export async function programFindings(
  needs: readonly ProgramNeed[],
  context: SearchContext,
  system: InstallingSystem = thisSystem(),
): Promise<readonly Finding[]> {
  const unsupported = system.platform === "win32" ? whyPlatformUnsupported(system.platform) : undefined;
  if (unsupported && needs.length > 0) {
    const { message, hint } = unsupported;
    return [finding({ code: "engine-local/platform-unsupported", message, suggestion: hint, needs })];
  }
  const kinds = KINDS.filter((kind) => needs.some((need) => need.kind === kind));
  const found = new Map(
    await Promise.all(kinds.map(async (kind) => [kind, await findServerPrograms(kind, context)] as const)),
  );
  const programs = (kind: ServerKind) => found.get(kind) ?? [];
  const missing = kinds.filter((kind) => programs(kind).length === 0);
  const old = kinds.filter((kind) => programs(kind).length > 0 && !chooseProgram(programs(kind), undefined));
  return [
    ...(missing.length > 0 ? [missingPrograms(missing, needs, system)] : []),
    ...old.map((kind) => tooOld(kind, programs(kind), needs, system)),
    ...needs.flatMap((need) => otherVersion(need, programs(need.kind))),
  ];
}

function missingPrograms(
  kinds: readonly ServerKind[],
  needs: readonly ProgramNeed[],
  system: InstallingSystem,
): Finding {
  const programs = kinds.map((kind) => (kind === "mysql" ? "MariaDB or MySQL" : "Redis or Valkey"));
  const files = kinds.map((kind) => (kind === "mysql" ? "mariadbd or mysqld" : "redis-server or valkey-server"));
  return finding({
    code: "engine-local/program-missing",
    message: `This machine has no server for ${programs.join(", and none for ")}: there is no ${files.join(", and no ")} in PATH or where systems install it.`,
    suggestion: installLine(kinds, system),
    needs: needs.filter(({ kind }) => kinds.includes(kind)),
  });
}

function tooOld(
  kind: ServerKind,
  programs: readonly ServerProgram[],
  needs: readonly ProgramNeed[],
  system: InstallingSystem,
): Finding {
  const found = programs.map(({ product, version, file }) => `${PRODUCTS[product].title} ${version} (${file})`);
  const oldest = [...new Set(programs.map(({ product }) => `${PRODUCTS[product].title} ${PRODUCTS[product].oldest}`))];
  return finding({
    code: "engine-local/program-too-old",
    message: `This machine has ${found.join(" and ")}; the local engine runs ${oldest.join(" and ")} and later.`,
    suggestion: installLine([kind], system),
    needs: needs.filter((need) => need.kind === kind),
  });
}

function otherVersion(need: ProgramNeed, programs: readonly ServerProgram[]): readonly Finding[] {
  const { version, kind, accepts } = need;
  if (!version) return [];
  const product = productOfVersion(kind, version.text);
  const program = chooseProgram(programs, product);
  if (!program) return [];
  const isSame =
    (product ?? program.product) === program.product && compareReleases(program.version, version.text) === 0;
  if (isSame) return [];
  const wanted = `${product ? PRODUCTS[product].title : PRODUCTS[program.product].title} ${version.text}`;
  const has = `${PRODUCTS[program.product].title} ${program.version} (${program.file})`;
  const isAccepted = accepts === "any";
  return [
    finding({
      code: "engine-local/program-version",
      level: isAccepted ? "advisory" : "mandatory",
      message: `${need.address} asks for ${wanted}, and this machine has ${has}${isAccepted ? ", which is used here" : "; the recipe accepts the same version only"}.`,
      suggestion: `Install ${wanted} and put it first in PATH, where the difference matters to you.`,
      needs: [{ ...need, places: [version.place] }],
    }),
  ];
}

function finding(facts: {
  readonly code: string;
  readonly level?: Finding["level"] | undefined;
  readonly message: string;
  readonly suggestion: string;
  readonly needs: readonly ProgramNeed[];
}): Finding {
  const { code, level, message, suggestion, needs } = facts;
  return makeFinding({
    code,
    level,
    message,
    docs: `packages/engine-local/README.md#${code.replace("/", "-")}`,
    address: needs[0]?.address,
    places: needs.flatMap(({ places = [] }) => places),
    suggestions: [suggestion],
  });
}
