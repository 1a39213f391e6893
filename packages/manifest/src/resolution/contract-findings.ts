import { type Address, type Finding, own, type Place } from "@towpath/core";
import { finding, shown } from "../finding.ts";
import type { Graph } from "../graph/graph.ts";
import type { PlatformModel } from "../platform/platform-model.ts";
import { didYouMean } from "../schema/did-you-mean.ts";
import type { ServiceDocument } from "../service/service-document.ts";

/** What one service promises to others and asks of them, as JSON: little enough to be kept for each of a whole fleet. */
export interface ServiceContracts {
  readonly service: string;
  readonly owner: string | undefined;
  /** Which platform it is checked by: services of different platforms do not meet. */
  readonly platform: string;
  /** Where the service says what it exposes. */
  readonly place: Place;
  /** By name; `broken` for one that something has been said about already. */
  readonly exposes: Readonly<
    Record<string, { readonly allow: readonly string[] | undefined; readonly place: Place } | "broken">
  >;
  /** Consumptions of a contract of another service. */
  readonly consumes: readonly {
    readonly address: Address;
    readonly environment: string;
    readonly service: string;
    readonly contract: string;
    readonly place: Place;
  }[];
}

/** The contracts of a service, as its graphs have them. */
export function serviceContracts(
  service: ServiceDocument,
  platform: PlatformModel,
  graphs: readonly Graph[],
): ServiceContracts {
  const { name, document, source, broken, file } = service;
  const lost = broken.flatMap(([first, contract]) => (first === "exposes" ? [contract ?? ""] : []));
  const exposed = Object.entries(document.exposes ?? {}).map(([contract, { allow }]) => {
    const path = ["exposes", contract, ...(allow ? ["allow"] : [])];
    return [contract, { allow, place: source.placeOfValue(path) }] as const;
  });
  return {
    service: name,
    owner: document.metadata.owner,
    platform: `${platform.name} ${platform.file}`,
    place: document.exposes ? source.placeOfKey(["exposes"]) : { file },
    exposes: {
      ...Object.fromEntries(exposed),
      ...Object.fromEntries(lost.map((contract) => [contract, "broken" as const])),
    },
    consumes: graphs.flatMap(({ environment, consumes }) =>
      consumes.flatMap(({ address, service: of, contract, origin }) =>
        of === undefined || contract === undefined
          ? []
          : [{ address, environment: environment.name, service: of, contract, place: origin.place }],
      ),
    ),
  };
}

/**
 * Holds what services say that they consume against what the others of the same platform expose. Of a service that is not
 * among them nothing is said: it may live in another repository.
 */
export function contractFindings(services: readonly ServiceContracts[]): readonly Finding[] {
  const byPlatform = new Map<string, Map<string, ServiceContracts>>();
  for (const one of services) {
    const known = byPlatform.get(one.platform) ?? new Map<string, ServiceContracts>();
    byPlatform.set(one.platform, known.set(one.service, one));
  }
  return services.flatMap((consumer) =>
    consumer.consumes.flatMap((consumption) => {
      const provider = byPlatform.get(consumer.platform)?.get(consumption.service);
      return provider ? (findingOf(consumption, consumer, provider) ?? []) : [];
    }),
  );
}

function findingOf(
  { address, environment, contract, place }: ServiceContracts["consumes"][number],
  consumer: ServiceContracts,
  provider: ServiceContracts,
): Finding | undefined {
  const { service, owner } = consumer;
  const facts = { service, environments: [environment], address: `${address}.contract` };
  const exposed = own(provider.exposes, contract);
  // An empty name stands for all of them: `exposes` itself is broken.
  if (exposed === "broken" || own(provider.exposes, "") === "broken") return undefined;
  if (!exposed) {
    const known = Object.keys(provider.exposes).sort();
    return finding({
      ...facts,
      code: "manifest/unknown-contract",
      message: `${provider.service} exposes no contract ${shown(contract)}.`,
      places: [place, provider.place],
      suggestions: known.length > 0 ? didYouMean(contract, known) : [`${provider.service} exposes nothing.`],
    });
  }
  const { allow } = exposed;
  const isOwn = service === provider.service || (owner !== undefined && owner === provider.owner);
  if (!allow || isOwn || (owner !== undefined && allow.includes(owner))) return undefined;
  return finding({
    ...facts,
    code: "manifest/contract-not-allowed",
    message: `${provider.service} exposes ${contract} to ${allow.join(", ") || "nobody"}, and ${service} belongs to ${owner ?? "nobody"}.`,
    places: [place, exposed.place],
    suggestions: [`Ask ${provider.owner ?? `the owner of ${provider.service}`} to add ${owner ?? "your team"} to it.`],
  });
}
