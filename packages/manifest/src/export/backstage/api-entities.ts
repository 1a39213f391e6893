import type { ServiceFacts } from "./catalog-service.ts";
import { type Entity, entity } from "./entity.ts";
import type { Names } from "./names.ts";

/** The contracts that a service exposes. Backstage reads their files itself, from where the catalogue's file is. */
export function apiEntities(facts: ServiceFacts, names: Names): readonly Entity[] {
  const { about, belonging, lifecycle, exposes, pathTo } = facts;
  return exposes.map(({ name, kind, path, allow }) =>
    entity(
      "API",
      {
        name: names.api(about.name, name),
        title: `${about.name}: ${name}`,
        annotations: allow ? { "towpath.dev/allow": allow.join(", ") } : {},
      },
      { type: kind === "protobuf" ? "grpc" : kind, lifecycle, ...belonging, definition: { $text: pathTo(path) } },
    ),
  );
}
