import type { Origin, Place } from "@towpath/core";
import type { GraphResource, GraphService, GraphWorkload } from "@towpath/manifest";
import type { Change } from "@towpath/provisioning";
import type { Job, LocalAction, SourceValue, Step, Workflow } from "../repository/index.ts";
import type { PolicyDocument, Subjects } from "../rule/select.ts";
import type { YamlSubject } from "./subject/variables.ts";

/** Where a part of a subject stands. */
export interface Located {
  /** Where it was said, or the nearest above it; undefined for the subject's own place. */
  readonly place: Place | undefined;
  /** Where who maintains the service can change it: a place of theirs, and what leads on from there. */
  readonly own?: { readonly at: Place; readonly below: readonly string[] } | undefined;
}

/** Finds a part of a subject by its path below it. */
export interface Locator {
  locate(subject: Subjects[YamlSubject], path: readonly string[]): Located;
}

/** How parts of one kind of subject are found. */
export function locatorOf(subject: YamlSubject): Locator {
  switch (subject) {
    case "resource":
      return { locate: inResource };
    case "workload":
      return { locate: inWorkload };
    case "service":
      return { locate: inService };
    case "document":
      return { locate: inDocument };
    case "change":
      return { locate: inChange };
    case "repository":
      return { locate: () => ({ place: undefined }) };
    default:
      return { locate: inSource };
  }
}

function inResource(resource: GraphResource, path: readonly string[]): Located {
  const [first = "", second = "", ...rest] = path;
  const setting =
    first === "settings" && Object.hasOwn(resource.settings, second) ? resource.settings[second] : undefined;
  const named = first === "version" || first === "size" || first === "variant" ? resource[first] : undefined;
  return said((setting ?? named)?.origin, rest, resource.origin, path);
}

function inWorkload(workload: GraphWorkload, path: readonly string[]): Located {
  for (let length = path.length; length > 0; length -= 1) {
    const name = path.slice(0, length).join(".");
    const origin = Object.hasOwn(workload.origins, name) ? workload.origins[name] : undefined;
    if (origin) return said(origin, path.slice(length), workload.origin, path);
  }
  return said(undefined, [], workload.origin, path);
}

function inService({ origin }: GraphService, path: readonly string[]): Located {
  return said(undefined, [], origin, path);
}

/** What the platform says is not the service's to change: it says it for itself, in its own entry. */
function said(origin: Origin | undefined, rest: readonly string[], subject: Origin, path: readonly string[]): Located {
  if (origin && isOwn(origin)) return { place: origin.place, own: { at: origin.place, below: rest } };
  const own = isOwn(subject) ? { at: subject.place, below: path } : undefined;
  return { place: (origin ?? subject).place, own };
}

function isOwn({ layer }: Origin): boolean {
  return layer.startsWith("service");
}

function inDocument(document: PolicyDocument, path: readonly string[]): Located {
  const pointer = path.map((segment) => `/${segment.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  return { place: document.placeOf(pointer), own: { at: document.placeOf(""), below: path } };
}

function inChange({ diff }: Change, path: readonly string[]): Located {
  const name = path.join(".");
  return { place: path.length > 0 ? diff.find((one) => one.path === name)?.origin?.place : undefined };
}

function inSource(of: Workflow | LocalAction | Job | Step, path: readonly string[]): Located {
  let value: SourceValue = of.mapping;
  for (const [index, segment] of path.entries()) {
    const next = partOf(value, segment);
    if (!next)
      return { place: index === 0 ? of.place : value.place, own: { at: value.place, below: path.slice(index) } };
    value = next;
  }
  return { place: path.length === 0 ? of.place : value.place, own: { at: value.place, below: [] } };
}

function partOf(value: SourceValue, segment: string): SourceValue | undefined {
  if (value.kind === "mapping") return value.entries.get(segment);
  return value.kind === "sequence" ? value.items[Number(segment)] : undefined;
}
