import { own } from "@towpath/core";
import { shown } from "../finding.ts";
import type { GraphResource } from "../graph/graph-resource.ts";
import type { ResourceTypeModel } from "../platform/platform-model.ts";
import { didYouMean } from "../schema/did-you-mean.ts";
import { type Resolution, report } from "./request.ts";

/**
 * What makes a resource the same one for every service that names it: https://docs.score.dev, Resources. A platform that
 * says what is shared must know it, as what it is.
 */
export function resolveShare(
  resource: string,
  model: ResourceTypeModel,
  resolution: Resolution,
): Pick<GraphResource, "share" | "shareOwner"> {
  const { manifest, platform, layers } = resolution;
  const { share, class: group, size } = own(manifest.resources ?? {}, resource) ?? {};
  if (share === undefined) return {};
  const identity = { share: `${model.name}.${group ?? size ?? "default"}#${share}` };
  const { shared } = platform.document;
  if (!shared) return identity;
  const path = ["resources", resource, "share"];
  const known = own(shared, share);
  if (!known) {
    report(resolution, {
      code: "manifest/unknown-resource",
      message: `The platform ${platform.name} shares nothing that is called ${shown(share)}.`,
      address: path.join("."),
      places: [layers.placeOfValue(path)],
      suggestions: didYouMean(share, Object.keys(shared)),
    });
    return identity;
  }
  if (known.type !== undefined && known.type !== model.name)
    report(resolution, {
      code: "manifest/share-conflict",
      message: `${shown(share)} is a ${known.type} of the platform ${platform.name}, and a ${model.name} here.`,
      address: path.join("."),
      places: [layers.placeOfValue(path), platform.source.placeOfValue(["shared", share, "type"])],
      suggestions: [`Write \`type: ${known.type}\`, or share it under another name.`],
    });
  return { ...identity, shareOwner: known.owner };
}
