import { isJsonObject, type Json, type Origin, own, type Place } from "@towpath/core";
import type { Container } from "../generated/service.ts";
import type { Filled, Spot } from "../placeholder/fill.ts";
import type { WorkloadFields } from "./workload-fields.ts";

type Path = readonly (string | number)[];

/** One container of a workload through all layers. Paths are relative to the container. */
export interface ContainerFields {
  readonly name: string;
  readonly value: Container;
  /** Where the container is written in its workload: empty for the one that the workload is itself. */
  readonly path: readonly string[];
  /** The origin of a part, or of the nearest around it that is written. */
  originOf(path: Path): Origin;
  placeOfKey(path: Path): Place;
  addressOf(path: Path): string;
  read(text: string, path: Path, kind: Spot["kind"], what: string): Filled;
  readPlain(text: string, path: Path, what: string): string;
  reportMissing(path: Path, key: string, message: string, suggestions: readonly string[]): void;
}

/** The fields of one of a workload's containers, or of the workload as its only one. */
export function containerFields(fields: WorkloadFields, name?: string): ContainerFields {
  const path = name === undefined ? [] : ["containers", name];
  const value = name === undefined ? fields.value : inherited(fields, name);
  const written = (part: Path): Path => {
    const own = [...path, ...part];
    return fields.has(own) || part.length === 0 ? own : part;
  };
  return {
    name: name ?? "main",
    value,
    path,
    originOf: (part) => fields.nearestOrigin(written(part)),
    placeOfKey: (part) => fields.placeOfKey(written(part)),
    addressOf: (part) => fields.addressOf([...path, ...part]),
    read: (text, part, kind, what) => fields.read(text, written(part), kind, what),
    readPlain: (text, part, what) => fields.readPlain(text, written(part), what),
    reportMissing: (part, key, message, suggestions) => fields.reportMissing(written(part), key, message, suggestions),
  };
}

/** A container with what its workload says for all of them: by name of variable, file and volume, and by kind of limit. */
function inherited({ value }: WorkloadFields, name: string): Container {
  const own = value.containers?.[name] ?? {};
  const shared = {
    variables: { ...value.variables, ...own.variables },
    files: { ...value.files, ...own.files },
    volumes: { ...value.volumes, ...own.volumes },
    limits: { ...value.limits, ...own.limits },
    requests: { ...value.requests, ...own.requests },
  };
  const liveness = own.liveness ?? value.liveness;
  const readiness = own.readiness ?? value.readiness;
  return { ...own, ...shared, ...(liveness ? { liveness } : {}), ...(readiness ? { readiness } : {}) };
}

/** Whether a value has something at a path. */
export function hasAt(value: Json | undefined, path: Path): boolean {
  let found = value;
  for (const segment of path) {
    if (Array.isArray(found)) {
      const items: readonly Json[] = found;
      found = items[Number(segment)];
    } else found = found !== undefined && isJsonObject(found) ? own(found, String(segment)) : undefined;
  }
  return found !== undefined;
}
