import type { PlatformEnvironment } from "../generated/platform.ts";

/** An environment's engines by name, with their kinds. `engine: X` is one of that name. */
export function enginesOf(
  environment: PlatformEnvironment,
): readonly { readonly name: string; readonly kind: string }[] {
  if (environment.engine !== undefined) return [{ name: environment.engine, kind: environment.engine }];
  return Object.entries(environment.engines ?? {}).map(([name, { kind }]) => ({ name, kind }));
}

/** The name of the engine that makes a type, or `workload`, in an environment; undefined when nothing says which. */
export function makerOf(what: string, environment: PlatformEnvironment): string | undefined {
  const engines = enginesOf(environment);
  const placed = new Map(Object.entries(environment.place ?? {}));
  return placed.get(what) ?? placed.get("*") ?? (engines.length === 1 ? engines[0]?.name : undefined);
}
