import { address, compareText } from "@towpath/core";
import { shown } from "../finding.ts";
import type { ContractKind, GraphConsumption, GraphContract } from "../graph/graph.ts";
import { didYouMean } from "../schema/did-you-mean.ts";
import { type Resolution, report } from "./request.ts";

const KINDS: readonly ContractKind[] = ["openapi", "asyncapi", "graphql", "protobuf"];

/** What the service promises to others. Sorted by address. */
export function resolveExposes(resolution: Resolution): readonly GraphContract[] {
  const { manifest, layers, platform } = resolution;
  const teams = Object.keys(platform.document.teams ?? {});
  return Object.entries(manifest.exposes ?? {})
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([name, contract]) => {
      const at = ["exposes", name];
      const [kind, ...more] = KINDS.filter((one) => contract[one] !== undefined);
      const path = kind && contract[kind];
      if (kind === undefined || path === undefined) {
        if (!layers.isBroken(at))
          report(resolution, {
            code: "manifest/missing-key",
            message: `The contract ${name} does not say what it promises.`,
            address: address(...at),
            places: [layers.placeOfKey(at)],
            suggestions: ["Add one of openapi, asyncapi, graphql and protobuf with a file."],
          });
        return [];
      }
      for (const other of more)
        report(resolution, {
          code: "manifest/invalid-value",
          message: `The contract ${name} is both ${kind} and ${other}.`,
          address: address(...at, other),
          places: [layers.placeOfKey([...at, other]), layers.placeOfKey([...at, kind])],
          suggestions: ["Make two contracts of it."],
        });
      for (const [index, team] of (contract.allow ?? []).entries()) {
        if (teams.length === 0 || teams.includes(team)) continue;
        report(resolution, {
          code: "manifest/unknown-team",
          message: `The platform ${platform.name} has no team ${shown(team)}.`,
          address: address(...at, "allow", String(index)),
          places: [layers.placeOfValue([...at, "allow", index])],
          suggestions: didYouMean(team, teams),
        });
      }
      const allow = contract.allow && [...new Set(contract.allow)].sort(compareText);
      const origin = { layer: layers.layerOf(at), place: layers.placeOfKey(at) };
      return [{ address: address(...at), name, kind, path, ...(allow ? { allow } : {}), origin }];
    });
}

/** What the service needs of others. Sorted by address. */
export function resolveConsumes(resolution: Resolution): readonly GraphConsumption[] {
  const { manifest, layers } = resolution;
  return Object.entries(manifest.consumes ?? {})
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, { service, contract, uses, clients }]) => {
      const at = ["consumes", name];
      const places = [layers.placeOfKey(at)];
      if ((service === undefined) === (clients === undefined) && !layers.isBroken(at))
        report(resolution, {
          code: service === undefined ? "manifest/missing-key" : "manifest/invalid-value",
          message:
            service === undefined
              ? `consumes.${name} does not say whose contract it is.`
              : `consumes.${name} has both service and clients.`,
          address: address(...at),
          places,
          suggestions: ["Name a `service:` of the platform, or `clients:` for what is none."],
        });
      if (contract !== undefined && service === undefined && !layers.isBroken([...at, "service"]))
        report(resolution, {
          code: "manifest/missing-key",
          message: `consumes.${name} names a contract and no service.`,
          address: address(...at, "service"),
          places: [layers.placeOfKey([...at, "contract"])],
          suggestions: ["Add `service:` with the service that exposes it."],
        });
      return {
        address: address(...at),
        name,
        ...(service === undefined ? {} : { service }),
        ...(contract === undefined ? {} : { contract }),
        ...(uses === undefined ? {} : { uses }),
        clients: [...(clients ?? [])],
        origin: { layer: layers.layerOf(at), place: layers.placeOfKey(at) },
      };
    });
}
