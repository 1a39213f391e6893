import { type Effects, type Finding, type Level, nearest } from "@towpath/core";
import { recommended, strict } from "@towpath/policy";
import { shown } from "../platform/wrong-reference.ts";
import { type PackSeat, packFinding } from "./pack-finding.ts";
import { packReference } from "./pack-reference.ts";
import { type PackOptions, type PacksRequest, packViews } from "./pack-views.ts";
import type { LoadedPack } from "./packs.ts";

/** What came of one reference: no pack, one, or one for each file that a glob names. */
export interface ReadPack {
  readonly packs: readonly LoadedPack[];
  readonly findings: readonly Finding[];
}

/** Loads what a platform names as a pack and did not come with Towpath. Never rejects for what is in it. */
export async function foreignPack(
  seat: PackSeat,
  request: PacksRequest,
  effects: Effects,
  options: PackOptions,
): Promise<ReadPack> {
  const reference = await packReference(seat.reference);
  switch (reference.kind) {
    case "built-in":
      return refused(unknownBuiltIn(seat));
    case "wrong":
      return refused(packFinding(seat, { code: "operation/pack-reference", ...reference }));
    case "data":
    case "code": {
      const { filePacks } = await import("./file-packs.ts");
      return filePacks(reference, seat, request, packViews(request, options));
    }
    case "npm": {
      const views = packViews(request, options);
      if (!views.isAskedFor(seat.reference)) return refused(proposedPackage(seat, views.leftOut));
      const { packageWithPack } = await import("./package-pack.ts");
      return packageWithPack(reference, seat, request, effects, options);
    }
  }
}

function refused(finding: Finding): ReadPack {
  return { packs: [], findings: [finding] };
}

function unknownBuiltIn(seat: PackSeat): Finding {
  const names = [recommended.name, strict.name];
  const near = nearest(seat.reference, names);
  return packFinding(seat, {
    code: "operation/pack-not-found",
    message: `No policy pack ${shown(seat.reference)} comes with Towpath.`,
    hint: near ? `Did you mean "${near}"?` : `There are ${names.join(" and ")}.`,
  });
}

/** Whoever proposes a platform must not have the runner fetch what they like, nor run it. */
function proposedPackage(seat: PackSeat, level: Level): Finding {
  return packFinding(seat, {
    code: "operation/pack-proposed",
    level,
    message: `The policy pack ${shown(seat.reference)} is named only by what is proposed, so it is neither fetched nor run.`,
    hint: "It counts once the change that names it is merged; or name the platform where a proposal cannot write: the action's input `platform`.",
  });
}
