import type { GraphEnvironment, GraphService } from "@towpath/manifest";
import { listOf, mapOf, types, viewType } from "../../cel/index.ts";
import { choice, json, many, text, textMap, texts } from "./plain.ts";

/** `service` */
export const serviceType = viewType<GraphService>("service", () => ({
  name: text(({ name }) => name),
  owner: text(({ owner }) => owner, true),
  description: text(({ description }) => description, true),
  criticality: choice(["critical", "standard", "experimental"], ({ criticality }) => criticality),
  system: text(({ system }) => system, true),
  labels: textMap(({ labels }) => labels),
  links: json(listOf(mapOf(types.string)), ({ links }) => links.map(({ title, url }) => ({ title, url }))),
}));

const engineType = viewType<GraphEnvironment["engines"][number]>("engine", () => ({
  name: text(({ name }) => name),
  kind: text(({ kind }) => kind),
}));

/** `environment` */
export const environmentType = viewType<GraphEnvironment>("environment", () => ({
  name: text(({ name }) => name),
  engines: many(engineType, ({ engines }) => engines),
  values: json(mapOf(types.dyn), ({ values }) => values),
  promoteFrom: text(({ promoteFrom }) => promoteFrom?.environment, true),
  approvers: texts(({ gates }) => gates?.approvals?.by ?? []),
}));
