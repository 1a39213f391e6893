import type { JsonObject } from "@towpath/core";

/**
 * An entity of a Backstage catalogue.
 * See https://backstage.io/docs/features/software-catalog/descriptor-format.
 */
export interface Entity {
  readonly apiVersion: "backstage.io/v1alpha1";
  readonly kind: EntityKind;
  readonly metadata: EntityMetadata;
  readonly spec: JsonObject;
}

export type EntityKind = "Component" | "API" | "Resource" | "System" | "Group";

export interface EntityMetadata {
  readonly name: string;
  /** For people, where the name is not what they wrote. */
  readonly title?: string;
  readonly description?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  readonly links?: readonly { readonly url: string; readonly title: string }[];
}

/** The entities of a catalogue, with remarks on what could not be said as it was written. */
export interface Catalog {
  readonly entities: readonly Entity[];
  readonly remarks: readonly string[];
}

/** An entity without what is empty. */
export function entity(kind: EntityKind, metadata: EntityMetadata, spec: JsonObject): Entity {
  const { name, title, description, labels = {}, annotations = {}, tags = [], links = [] } = metadata;
  return {
    apiVersion: "backstage.io/v1alpha1",
    kind,
    metadata: {
      name,
      ...(title === undefined || title === name || title.trim() === "" ? {} : { title: title.toWellFormed() }),
      ...(description === undefined || description === "" ? {} : { description: description.toWellFormed() }),
      ...(Object.keys(labels).length === 0 ? {} : { labels: sorted(labels) }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations: sorted(annotations) }),
      ...(tags.length === 0 ? {} : { tags }),
      ...(links.length === 0 ? {} : { links }),
    },
    // A group must say that it has no children; nothing else needs an empty list.
    spec: Object.fromEntries(
      Object.entries(spec).filter(([key, value]) => key === "children" || !Array.isArray(value) || value.length > 0),
    ),
  };
}

/** How one entity names another: `resource:orders-db`. */
export function reference(kind: EntityKind, name: string): string {
  return `${kind.toLowerCase()}:${name}`;
}

function sorted(members: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}
