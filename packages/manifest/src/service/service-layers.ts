import { isJsonObject, type Json, type JsonObject, type Layer, type Origin, own, type Place } from "@towpath/core";
import type { Places } from "../document/places.ts";
import { overlay } from "../overlay.ts";
import type { ServiceDocument } from "./service-document.ts";

type Path = readonly (string | number)[];

/**
 * A manifest with the overlay of one environment: the merged value, and for each part of it which of the two says so. The
 * short form `workload` is `workloads.main` here.
 */
export class ServiceLayers implements Places {
  readonly service: ServiceDocument;
  readonly environment: string;
  readonly base: JsonObject;
  readonly over: JsonObject;
  readonly merged: JsonObject;
  readonly #rawOver: JsonObject;

  constructor(service: ServiceDocument, environment: string) {
    this.service = service;
    this.environment = environment;
    const { environments, ...rest } = service.raw;
    const over = isJsonObject(environments) ? own(environments, environment) : undefined;
    this.#rawOver = isJsonObject(over) ? over : {};
    this.base = longForm(rest);
    this.over = longForm(this.#rawOver);
    const merged = overlay(this.base, this.over);
    this.merged = isJsonObject(merged) ? merged : {};
  }

  /** What the service itself says at a path, and what its environment's overlay says; null there removes. */
  said(path: Path): { readonly base: Json | undefined; readonly over: Json | undefined } {
    return { base: at(this.base, path), over: at(this.over, path) };
  }

  /** True when the overlay has a say at a path. */
  isOverlaid(path: Path): boolean {
    return at(this.over, path) !== undefined;
  }

  /** True when something at a path or below it was taken out because it is wrong. */
  isBroken(path: Path): boolean {
    return this.service.broken.some((gone) => {
      const own = gone[0] === "environments" && gone[1] === this.environment ? gone.slice(2) : gone;
      const long = own[0] === "workload" ? ["workloads", "main", ...own.slice(1)] : own;
      return path.every((segment, index) => long[index] === undefined || String(segment) === long[index]);
    });
  }

  layerOf(path: Path): Layer {
    return this.isOverlaid(path) ? "service environment" : "service";
  }

  /** Where a merged value comes from. Undefined where neither layer has it. */
  originOf(path: Path): Origin | undefined {
    const { source } = this.service;
    if (this.isOverlaid(path))
      return { layer: "service environment", place: source.placeOfValue(this.#writtenOver(path)) };
    if (at(this.base, path) === undefined) return undefined;
    return { layer: "service", place: source.placeOfValue(shortForm(path, this.service.raw)) };
  }

  placeOfKey(path: Path): Place {
    return this.service.source.placeOfKey(this.#written(path));
  }

  /** Where a thing is named first: by the service itself, or by the overlay that adds it. */
  placeOfThing(path: Path): Place {
    const isOwn = at(this.base, path) !== undefined;
    return isOwn ? this.service.source.placeOfKey(shortForm(path, this.service.raw)) : this.placeOfKey(path);
  }

  placeOfValue(path: Path): Place {
    return this.service.source.placeOfValue(this.#written(path));
  }

  placeOfText(path: Path, part: string): Place {
    return this.service.source.placeOfText(this.#written(path), part);
  }

  /** Where the service itself says a value, whatever the overlay says. */
  placeInBase(path: Path): Place {
    return this.service.source.placeOfValue(shortForm(path, this.service.raw));
  }

  lineAt(place: Place): string {
    return this.service.source.lineAt(place);
  }

  /** The path as it is written in the file: the overlay's where it says more of it, else the service's own. */
  #written(path: Path): Path {
    const over = depthOf(this.over, path);
    return over > 0 && over >= depthOf(this.base, path) ? this.#writtenOver(path) : shortForm(path, this.service.raw);
  }

  #writtenOver(path: Path): Path {
    return ["environments", this.environment, ...shortForm(path, this.#rawOver)];
  }
}

function longForm(layer: JsonObject): JsonObject {
  const { workload, ...rest } = layer;
  if (workload === undefined) return rest;
  const others = isJsonObject(rest["workloads"]) ? rest["workloads"] : {};
  return { ...rest, workloads: { ...others, main: workload } };
}

function shortForm(path: Path, layer: JsonObject): Path {
  const isMain = path[0] === "workloads" && path[1] === "main" && layer["workload"] !== undefined;
  return isMain ? ["workload", ...path.slice(2)] : path;
}

/** How many segments of a path lead somewhere. */
function depthOf(value: Json, path: Path): number {
  let found: Json | undefined = value;
  for (const [depth, segment] of path.entries()) {
    found = memberAt(found, segment);
    if (found === undefined) return depth;
  }
  return path.length;
}

/** What a layer says at a path; null also for what is part of something that it takes out. */
function at(value: Json | undefined, path: Path): Json | undefined {
  let found = value;
  for (const segment of path) {
    if (found === null) return null;
    if (found === undefined) return undefined;
    found = memberAt(found, segment);
  }
  return found;
}

function memberAt(value: Json, segment: string | number): Json | undefined {
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return items[Number(segment)];
  }
  return isJsonObject(value) ? own(value, String(segment)) : undefined;
}
