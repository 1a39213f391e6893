import { nearest, type Origin, own, type Place, type Resolved } from "@towpath/core";
import { names, shown } from "../finding.ts";
import type { Lifecycle } from "../generated/resource-type.ts";
import type { GraphResource } from "../graph/graph-resource.ts";
import type { ResourceTypeModel } from "../platform/platform-model.ts";
import { didYouMean } from "../schema/did-you-mean.ts";
import { type Resolution, report } from "./request.ts";

type Choice = Resolved<string> | undefined;

/** What a resource asks for beside its settings. */
export interface Choices {
  readonly variant: Choice;
  readonly version: Choice;
  readonly lifecycle: GraphResource["lifecycle"];
  readonly size: Choice;
}

/** Resolves variant, version and size: what the service says, or the type's current one. */
export function resolveChoices(name: string, model: ResourceTypeModel, resolution: Resolution): Choices {
  const { document, source } = model;
  const versions = (document.versions ?? []).map((one, index) => ({
    name: one.version,
    ...one,
    place: source.placeOfKey(["versions", index]),
  }));
  const variants = Object.entries(document.variants ?? {}).map(([variant, one]) => ({
    ...one,
    name: variant,
    place: source.placeOfKey(["variants", variant]),
  }));
  const variant = choose("variant", name, model.name, variants, resolution);
  const version = choose("version", name, model.name, versions, resolution);
  const { lifecycle } = version;
  reportClass(name, model, resolution);
  return {
    variant: variant.choice,
    version: version.choice,
    lifecycle: lifecycle && {
      status: lifecycle.status,
      ...(lifecycle.until === undefined ? {} : { until: lifecycle.until }),
      ...(lifecycle.successor === undefined ? {} : { successor: lifecycle.successor }),
    },
    size: chooseSize(name, model, resolution),
  };
}

type Offer = Lifecycle & { readonly name: string; readonly place: Place };

function choose(
  what: "version" | "variant",
  resource: string,
  type: string,
  offers: readonly Offer[],
  resolution: Resolution,
): { readonly choice: Choice; readonly lifecycle: Offer | undefined } {
  const { layers, manifest, now } = resolution;
  const path = ["resources", resource, what];
  const address = path.join(".");
  const asked = manifest.resources?.[resource]?.[what];
  const classed = what === "variant" && asked === undefined ? classOf(resource, resolution) : undefined;
  const isClass = classed !== undefined && offers.some((one) => one.name === classed.value);
  const wanted = isClass ? classed.value : asked;
  const origin = isClass ? classed.origin : layers.originOf(path);
  if (wanted === undefined || !origin) {
    const standard =
      offers.find(({ status }) => status === "current") ?? offers.find(({ status }) => status === "supported");
    if (!standard) return { choice: undefined, lifecycle: undefined };
    return {
      choice: { known: true, value: standard.name, origin: { layer: "type", place: standard.place } },
      lifecycle: standard,
    };
  }
  const choice: Choice = { known: true, value: wanted, origin };
  const offer = offers.find((one) => one.name === wanted);
  const offered = offers.filter(({ status }) => status !== "withdrawn").map((one) => one.name);
  if (!offer) {
    report(resolution, {
      code: what === "version" ? "manifest/unknown-version" : "manifest/unknown-variant",
      message:
        offers.length === 0
          ? `${type} has no ${what}s to choose from.`
          : `${type} is not offered in ${what} ${shown(wanted)}.`,
      address,
      places: [origin.place],
      suggestions: offers.length === 0 ? [`Leave out \`${what}:\`.`] : nearestVersion(wanted, offered),
    });
    return { choice, lifecycle: undefined };
  }
  const instead =
    offer.successor === undefined ? [`There are ${names(offered)}.`] : [`Its successor is "${offer.successor}".`];
  if (offer.status === "withdrawn")
    report(resolution, {
      code: "manifest/version-withdrawn",
      message: `${type} ${what} ${shown(wanted)} is withdrawn.`,
      address,
      places: [origin.place, { ...offer.place, note: "the platform says so here" }],
      suggestions: instead,
    });
  if (offer.status === "deprecated" && offer.until !== undefined && now.toISOString().slice(0, 10) > offer.until)
    report(resolution, {
      code: "manifest/version-expired",
      message: `${type} ${what} ${shown(wanted)} was accepted until ${offer.until}.`,
      address,
      places: [origin.place, { ...offer.place, note: "the platform says so here" }],
      suggestions: instead,
    });
  return { choice, lifecycle: offer };
}

/** Of versions, the offered ones say more than a near one: 71 is near 17, but 14 is not near 15. */
function nearestVersion(wanted: string, offered: readonly string[]): readonly string[] {
  const near = nearest(wanted, offered);
  return [
    ...(near === undefined || /^[0-9.]+$/.test(wanted) ? [] : [`Did you mean "${near}"?`]),
    `There ${offered.length === 1 ? "is" : "are"} ${names(offered)}.`,
  ];
}

function chooseSize(resource: string, model: ResourceTypeModel, resolution: Resolution): Choice {
  const path = ["resources", resource, "size"];
  const sizes = Object.keys(model.document.sizes ?? {});
  const asked = resolution.manifest.resources?.[resource]?.size;
  const origin = resolution.layers.originOf(path);
  if (asked === undefined || !origin) {
    const classed = classOf(resource, resolution);
    return classed && sizes.includes(classed.value) ? { known: true, ...classed } : undefined;
  }
  if (!sizes.includes(asked))
    report(resolution, {
      code: "manifest/unknown-size",
      message: sizes.length === 0 ? `${model.name} has no sizes.` : `${model.name} has no size ${shown(asked)}.`,
      address: path.join("."),
      places: [origin.place],
      suggestions: sizes.length === 0 ? ["Leave out `size:`."] : didYouMean(asked, sizes),
    });
  return { known: true, value: asked, origin };
}

/** The class that a resource asks for: what Score calls a size or a variant, whichever has that name. */
function classOf(
  resource: string,
  { manifest, layers }: Resolution,
): { readonly value: string; readonly origin: Origin } | undefined {
  const value = own(manifest.resources ?? {}, resource)?.class;
  const origin = layers.originOf(["resources", resource, "class"]);
  return value === undefined || !origin ? undefined : { value, origin };
}

/** What Score calls the class of a resource that names none: it asks for nothing. */
const NO_CLASS = "default";

/** A class must name a size or a variant, and must not say something else than `size` or `variant` beside it. */
function reportClass(resource: string, model: ResourceTypeModel, resolution: Resolution): void {
  const classed = classOf(resource, resolution);
  if (!classed) return;
  const path = ["resources", resource];
  const offers = { size: Object.keys(model.document.sizes ?? {}), variant: Object.keys(model.document.variants ?? {}) };
  const meant = (["size", "variant"] as const).find((one) => offers[one].includes(classed.value));
  const known = [...offers.size, ...offers.variant];
  if (!meant) {
    if (classed.value === NO_CLASS) return;
    report(resolution, {
      code: "manifest/unknown-size",
      message:
        known.length === 0
          ? `${model.name} has neither sizes nor variants, so it has no class ${shown(classed.value)}.`
          : `${model.name} has no size or variant ${shown(classed.value)}.`,
      address: [...path, "class"].join("."),
      places: [classed.origin.place],
      suggestions: known.length === 0 ? ["Leave out `class:`."] : didYouMean(classed.value, known),
    });
    return;
  }
  const other = resolution.manifest.resources?.[resource]?.[meant];
  if (other === undefined || other === classed.value) return;
  report(resolution, {
    code: "manifest/invalid-value",
    message: `resources.${resource} asks for the ${meant} ${shown(other)} and, by its class, for ${shown(classed.value)}.`,
    address: [...path, "class"].join("."),
    places: [classed.origin.place, resolution.layers.placeOfValue([...path, meant])],
    suggestions: ["Keep one of the two."],
  });
}
