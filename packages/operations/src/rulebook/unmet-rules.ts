import { type Finding, makeFinding, nearest } from "@towpath/core";
import type { PlatformModel } from "@towpath/manifest";
import type { LoadedPack } from "../packs/packs.ts";

/**
 * A platform's own rules about resources that it does not offer: they pass, for they see nothing. Rules of packages are meant
 * for other platforms, too.
 */
export function unmetRules(packs: readonly LoadedPack[], { name, types }: PlatformModel): readonly Finding[] {
  const own = packs.filter(({ reference, kind }) => kind !== "built-in" && reference.startsWith("."));
  return own.flatMap(({ rules }) =>
    rules.flatMap(({ rule: { id, select }, from }) => {
      const wanted = "resource" in select ? [select.resource].flat() : [];
      const [first] = wanted;
      if (first === undefined || wanted.some((type) => type === "*" || types.has(type))) return [];
      const near = nearest(first, types.keys());
      return [
        makeFinding({
          code: "manifest/unknown-type",
          message: `The rule ${id} looks at resources of the type ${wanted.join(" or ")}, and the platform ${name} offers none.`,
          docs: "packages/manifest/docs/errors/unknown-type.md",
          level: "advisory",
          address: id,
          places: from === undefined ? [] : [{ file: from }],
          suggestions: [near === undefined ? `There are ${[...types.keys()].join(", ")}.` : `Did you mean "${near}"?`],
        }),
      ];
    }),
  );
}
