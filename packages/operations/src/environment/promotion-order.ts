import type { PlatformModel } from "@towpath/manifest";

/**
 * Environments in the order in which a release goes through them: each after the one that it is promoted from, else as they
 * are given. A service that leaves an environment out is promoted from the one before that.
 */
export function promotionOrder(
  names: readonly string[],
  { document }: Pick<PlatformModel, "document">,
): readonly string[] {
  const before = new Map(
    Object.entries(document.environments).map(([name, { promoteFrom }]) => [name, promoteFrom?.environment]),
  );
  const ordered = new Set<string>();
  const place = (name: string, way: ReadonlySet<string>): void => {
    const source = before.get(name);
    // A ring is for the platform's own check to refuse.
    if (source !== undefined && !way.has(source)) place(source, new Set([...way, source]));
    if (names.includes(name)) ordered.add(name);
  };
  for (const name of names) place(name, new Set([name]));
  return [...ordered];
}
