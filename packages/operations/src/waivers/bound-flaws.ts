import { type Finding, makeFinding } from "@towpath/core";
import type { Waiver } from "@towpath/manifest/policy";

/** The bounds of waivers that are no conditions. What reads them is loaded only where there is one. */
export async function boundFlaws(waivers: readonly Waiver[]): Promise<readonly Finding[]> {
  if (waivers.every(({ allow }) => allow === undefined)) return [];
  const { compileBound } = await import("@towpath/policy/cel");
  return waivers.flatMap(({ id, allow, place, places }) => {
    const at = places.allow ?? place;
    const compiled = allow === undefined ? undefined : compileBound(allow, () => at);
    if (!compiled || compiled.ok) return [];
    return compiled.flaws.map(({ message, suggestions }) =>
      makeFinding({
        code: "waiver/bound",
        message: `The bound of the waiver ${id} cannot be evaluated: ${message}`,
        docs: "packages/policy/docs/waivers.md#waiverbound",
        address: `waivers.${id}`,
        places: [at],
        suggestions,
        discriminator: message,
      }),
    );
  });
}
