import type { Json, Origin } from "@towpath/core";
import type { Graph, GraphConsumption, GraphContract, GraphGates, GraphSecret } from "../graph/graph.ts";
import { type Fact, members } from "./fact.ts";

/** What two graphs say of a secret: where it comes from, which is no secret. */
export function secretFacts({ from, origin }: GraphSecret): readonly Fact[] {
  return one({ from }, origin);
}

/** What two graphs say of a contract that a service offers. */
export function contractFacts({ kind, path, allow, origin }: GraphContract): readonly Fact[] {
  return one({ kind, path, allow }, origin);
}

/** What two graphs say of a contract that a service relies on. */
export function consumptionFacts(consumption: GraphConsumption): readonly Fact[] {
  const { service, contract, uses, clients, origin } = consumption;
  return one({ service, contract, uses, clients }, origin);
}

/** What two graphs say of a service beside the things that it has, by address. */
export function serviceFacts({ build, test, toolchain, service }: Graph): ReadonlyMap<string, readonly Fact[]> {
  const { name: _, folder: __, origin, links, criticality, labels, ...rest } = service;
  const facts = new Map<string, readonly Fact[]>();
  if (build) {
    const { run, output, image } = build;
    facts.set("build", one({ run, output, image: image && members({ ...image }) }, build.origin));
  }
  if (test) {
    const { run, reports, minimum, coverageDrop } = test;
    facts.set("test", one({ run, with: test.with, reports: members(reports), minimum, coverageDrop }, test.origin));
  }
  facts.set("toolchain", one(toolchain, origin));
  const linked = Object.fromEntries(links.map(({ title, url }) => [title, url]));
  facts.set("metadata", one({ ...rest, criticality, labels, links: linked }, origin));
  return facts;
}

/** What two graphs say of the environment: what a platform decides about it, without the options of its stores. */
export function environmentFacts({ environment }: Graph): readonly Fact[] {
  const { engines, state, artifacts, values, gates, promoteFrom, origin } = environment;
  const all = {
    engines: Object.fromEntries(engines.map(({ name, kind }) => [name, kind])),
    state: state?.store,
    artifacts: Object.keys(artifacts),
    values,
    gates: gates && gatesOf(gates),
    promoteFrom: promoteFrom && members(promoteFrom),
  };
  return one(all, origin);
}

function gatesOf({ approvals, freeze, requires }: GraphGates): Json {
  return members({
    approvals: approvals && members(approvals),
    freeze: freeze.map(({ kind: _, ...when }) => members(when)),
    requires,
  });
}

function one(value: Readonly<Record<string, Json | undefined>>, origin: Origin): readonly Fact[] {
  return [{ path: "", value: members(value), origin: () => origin }];
}
