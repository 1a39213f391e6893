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
    if (!this.isOverlaid(path) && at(this.base, path) === undefined) return undefined;
    return { layer: this.layerOf(path), place: this.placeOfValue(path) };
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

  /** The path as it is written in the file: the overlay's where it has a say, else the service's own. */
  #written(path: Path): Path {
    for (let end = path.length; end > 0; end -= 1) {
      const part = path.slice(0, end);
      if (this.isOverlaid(part)) return ["environments", this.environment, ...shortForm(path, this.#rawOver)];
      if (at(this.base, part) !== undefined) break;
    }
    return shortForm(path, this.service.raw);
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

function at(value: Json | undefined, path: Path): Json | undefined {
  let found = value;
  for (const segment of path) {
    if (Array.isArray(found)) {
      const items: readonly Json[] = found;
      found = items[Number(segment)];
    } else found = found !== undefined && isJsonObject(found) ? own(found, String(segment)) : undefined;
  }
  return found;
}
