import type { Effects, Finding } from "@towpath/core";
import type { PlatformModel } from "@towpath/manifest";
import { builtInPack, recommended } from "@towpath/policy";
import { askedOfRules } from "./asked-of-rules.ts";
import type { PackSeat } from "./pack-finding.ts";
import type { PackOptions, PacksRequest } from "./pack-views.ts";
import type { LoadedPack, Packs } from "./packs.ts";
import { uniqueRules } from "./unique-rules.ts";

/** Loads the packs of platforms, each platform's once. Never rejects for what is in a pack. */
export function packLoader(effects: Effects, options: PackOptions = {}): (request: PacksRequest) => Promise<Packs> {
  const known = new WeakMap<PlatformModel, Promise<Packs>>();
  return (request) => {
    const loading = known.get(request.platform) ?? loadPacks(request, effects, options);
    known.set(request.platform, loading);
    return loading;
  };
}

/** Loads the packs that a platform names; the recommended one where it names none. */
export async function loadPacks(request: PacksRequest, effects: Effects, options: PackOptions = {}): Promise<Packs> {
  const { platform } = request;
  const names = platform.packs.length > 0 ? platform.packs : [recommended.name];
  const loaded: (LoadedPack & PackSeat)[] = [];
  const findings: Finding[] = [];
  for (const [index, reference] of names.entries()) {
    const place = platform.placeOf(platform.packs.length > 0 ? `/policies/packs/${index}` : "");
    const seat = { reference, index, place };
    const pack = builtInPack(reference);
    if (pack) loaded.push({ ...seat, name: pack.name, kind: "built-in", rules: pack.rules });
    else {
      const { foreignPack } = await import("./foreign-pack.ts");
      const read = await foreignPack(seat, request, effects, options);
      loaded.push(...read.packs.map((one) => ({ ...seat, ...one })));
      findings.push(...read.findings);
    }
  }
  const { rules, findings: twice } = uniqueRules(loaded);
  // A pack that cannot be loaded may have any rule.
  const asked = findings.length > 0 ? [] : askedOfRules(platform, rules);
  return { packs: loaded, rules, findings: [...findings, ...twice, ...asked] };
}
