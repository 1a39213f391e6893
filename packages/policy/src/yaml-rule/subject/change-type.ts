import type { Action, Change } from "@towpath/provisioning";
import { UnknownHalt } from "../../cel/halt.ts";
import { type PropertyOf, types, viewType } from "../../cel/index.ts";
import { choice, flag, json, many, text, texts } from "./plain.ts";

/** What a change can do. */
export const ACTIONS = [
  "create",
  "update",
  "upgrade",
  "migrate",
  "replace",
  "delete",
  "retain",
  "adopt",
  "none",
] as const satisfies readonly Action[];

type Difference = Change["diff"][number];

const differenceType = viewType<Difference>("difference", () => ({
  path: text(({ path }) => path),
  before: guarded(json(types.dyn, ({ before }) => before, true)),
  after: guarded(json(types.dyn, ({ after }) => after, true)),
  unknown: flag(({ unknown }) => unknown),
  secret: flag(({ secret }) => secret),
}));

/** A secret's values are never in a plan, and what is made by applying it is not there yet. */
function guarded(property: PropertyOf<Difference>): PropertyOf<Difference> {
  return {
    ...property,
    read(of) {
      if (of.secret) throw new UnknownHalt("it is secret, and rules in YAML do not see secrets", of.origin?.place);
      const value = property.read(of);
      if (value === undefined && of.unknown) throw new UnknownHalt("it is known after apply", of.origin?.place);
      return value;
    },
  };
}

/** `change` */
export const changeType = viewType<Change>("change", () => ({
  address: text(({ address }) => address),
  type: text(({ type }) => type),
  engine: text(({ engine }) => engine),
  action: choice(ACTIONS, ({ action }) => action),
  risk: choice(["none", "restart", "downtime", "unknown", "data-loss"], ({ risk }) => risk),
  reasons: texts(({ reasons }) => reasons),
  diff: many(differenceType, ({ diff }) => diff),
}));
