import { compareText } from "@towpath/core";
import type { PlatformModel, ResourceTypeModel } from "@towpath/manifest";

/** A recipe that is to be held to its type's contract: how one kind of engine makes one type. */
export interface RecipeRun {
  readonly type: ResourceTypeModel;
  /** The engine's kind. */
  readonly kind: "local" | "drivers";
  readonly environment: string;
  /** The engine's name in the environment. */
  readonly engine: string;
  readonly driver: string;
}

/** A recipe that is not run, and why. */
export interface RecipeLeftOut {
  readonly type: string;
  readonly kind: string;
  readonly why: string;
}

/** What of a platform is asked for. */
export interface RecipeFilter {
  /** Names of types; every one when empty. */
  readonly types: readonly string[];
  /** Kinds of engines, or names of them; every one when empty. */
  readonly engines: readonly string[];
}

/** The recipes of a platform that run on this machine, each once, in the first environment that makes the type so; and the others. */
export function recipeRuns(
  platform: PlatformModel,
  filter: RecipeFilter,
): { readonly runs: readonly RecipeRun[]; readonly leftOut: readonly RecipeLeftOut[] } {
  const runs: RecipeRun[] = [];
  const leftOut: RecipeLeftOut[] = [];
  const types = [...platform.types.values()].sort((a, b) => compareText(a.name, b.name));
  for (const type of types.filter(({ name }) => filter.types.length === 0 || filter.types.includes(name)))
    for (const [kind, recipe] of Object.entries(type.document.recipes)) {
      const users = usersOf(type.name, kind, platform);
      const asked = users.find(({ engine }) => filter.engines.includes(engine));
      if (filter.engines.length > 0 && !filter.engines.includes(kind) && !asked) continue;
      const user = asked ?? users[0];
      const { driver }: Readonly<Record<string, unknown>> = { ...recipe };
      if (kind !== "local" && kind !== "drivers")
        leftOut.push({ type: type.name, kind, why: `Engines of kind ${kind} are not run here.` });
      else if (!user) leftOut.push({ type: type.name, kind, why: `No environment makes it with ${kind}.` });
      else if (typeof driver === "string") runs.push({ type, kind, ...user, driver });
    }
  return { runs, leftOut };
}

function usersOf(type: string, kind: string, { document }: PlatformModel) {
  return Object.entries(document.environments).flatMap(([environment, declared]) => {
    const engines =
      declared.engine === undefined
        ? Object.entries(declared.engines ?? {}).map(([name, each]) => ({ name, kind: each.kind }))
        : [{ name: declared.engine, kind: declared.engine }];
    const placed = new Map(Object.entries(declared.place ?? {}));
    const engine = placed.get(type) ?? placed.get("*") ?? (engines.length === 1 ? engines[0]?.name : undefined);
    return engines.some((each) => each.name === engine && each.kind === kind) && engine !== undefined
      ? [{ environment, engine }]
      : [];
  });
}
