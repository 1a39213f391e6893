import { dirname, join, resolve } from "node:path";
import { type Effects, errorMessage, isBlocking, isWithin, shownPath } from "@towpath/core";
import { type ContractConsumer, type ReadUses, readUses } from "@towpath/delivery";
import { openService, type ServiceDocument } from "@towpath/manifest";
import { findManifests } from "../documents/find-manifests.ts";
import { OperationError } from "../errors.ts";
import { repositoryRoot } from "../repository/repository-root.ts";

/** Which contract is asked about. */
export interface ContractName {
  readonly service: string;
  /** As the manifest calls it: `exposes.NAME`. */
  readonly contract: string;
}

/** The services of the repository that rely on a contract, with what they say that they use; by the manifests' paths. */
export type ConsumersOf = (of: ContractName) => Promise<readonly ContractConsumer[]>;

/**
 * Looks for consumers among all manifests of the repository around a service, those of repositories that were checked out
 * below it too. They are read once, when somebody asks for the first time.
 *
 * @param folder of the service, absolute
 */
export function consumersAround(folder: string, effects: Effects): ConsumersOf {
  let seen: Promise<readonly SeenService[]> | undefined;
  return async ({ service, contract }) => {
    seen ??= servicesAround(folder, effects);
    return (await seen).flatMap((one) => {
      if (!("document" in one)) return one;
      if (one.document.name === service) return [];
      return consumptionsOf(one.document, service, contract, effects);
    });
  };
}

/** A manifest that was read, or, as somebody who may rely on anything, one that was not. */
type SeenService = { readonly document: ServiceDocument } | ContractConsumer;

async function servicesAround(folder: string, effects: Effects): Promise<readonly SeenService[]> {
  const { files } = effects;
  const root = repositoryRoot(folder, files) ?? folder;
  const all: SeenService[] = [];
  const found = await findManifests(["**/towpath.yaml"], { ...effects, folder: root }).catch((error: unknown) => {
    effects.signal.throwIfAborted();
    if (error instanceof OperationError && error.code === "operation/no-manifest") return [];
    const place = { file: shownPath(root, effects.folder) };
    all.push({ service: "a service of this repository", place, uses: { unread: { why: errorMessage(error), place } } });
    return [];
  });
  for (const path of found) {
    effects.signal.throwIfAborted();
    const file = shownPath(join(root, path), effects.folder);
    const { value, findings } = await openService(file, files, effects.folder);
    const isWhole = value && !value.broken.some(([first]) => first === "consumes" || first === "environments");
    if (isWhole) all.push({ document: value });
    else {
      const why = findings.find(isBlocking)?.message ?? "it cannot be read";
      all.push({ service: value?.name ?? file, place: { file }, uses: { unread: { why, place: { file } } } });
    }
  }
  return all;
}

/** What a service relies on in any environment: `environments` may name another contract there, and other uses. */
function consumptionsOf(
  consumer: ServiceDocument,
  service: string,
  contract: string,
  effects: Effects,
): readonly ContractConsumer[] {
  const { document, name, source } = consumer;
  const own = Object.entries(document.consumes ?? {});
  const there = Object.values(document.environments ?? {}).flatMap((environment) =>
    Object.entries(environment?.consumes ?? {}).map(
      ([key, one]) => [key, { ...document.consumes?.[key], ...one }] as const,
    ),
  );
  const uses = new Map<string, ContractConsumer>();
  for (const [key, one] of [...own, ...there]) {
    // Who names the service alone may rely on any of its contracts.
    if (one.service !== service || (one.contract !== undefined && one.contract !== contract)) continue;
    uses.set(one.uses ?? "", {
      service: name,
      owner: document.metadata.owner,
      place: source.placeOfKey(["consumes", key]),
      ...(one.uses === undefined ? {} : { uses: readUsesFile(consumer, one.uses, effects) }),
    });
  }
  return [...uses.values()];
}

function readUsesFile({ home, file }: ServiceDocument, uses: string, { files, folder }: Effects): ReadUses {
  const path = resolve(dirname(home.path), uses);
  const shown = shownPath(path, folder);
  const unread = (why: string): ReadUses => ({ unread: { why: `${shown} ${why}`, place: { file } } });
  try {
    const real = files.realPath(path);
    if (real === undefined) return unread("is not there");
    if (!isWithin(real, files.realPath(home.boundary) ?? home.boundary)) return unread("leads out of the repository");
    const bytes = files.read(path);
    return bytes ? readUses(shown, bytes) : unread("is no file");
  } catch (error) {
    return unread(`cannot be read: ${errorMessage(error)}`);
  }
}
