import { posix, resolve } from "node:path";
import { digestBytes, type Effects } from "@towpath/core";
import { type ContractKind, openService, rememberingPaths, type ServiceDocument } from "@towpath/manifest";
import type { Checked } from "../fleet/check-judge.ts";
import type { Proposal } from "../trust/open-proposal.ts";
import { treeFiles } from "../trust/tree-files.ts";
import type { ContractAnswer, ContractVersion } from "./contract-answers.ts";

const KINDS: readonly ContractKind[] = ["openapi", "asyncapi", "graphql", "protobuf"];

/** What a proposal changes in the contracts of one service. */
export interface ProposedContracts {
  readonly manifest: string;
  readonly service: string;
  /** Those that differ from the base, with whom that breaks. */
  readonly answers: readonly ContractAnswer[];
}

/**
 * Holds the contracts that services promise in a proposal against those of its base, and against who relies on them. A
 * service whose contracts are as they were is left out.
 */
export async function proposedContracts(
  seen: readonly Checked[],
  { tree, root }: Proposal,
  effects: Effects,
): Promise<readonly ProposedContracts[]> {
  const then = { ...effects, files: rememberingPaths(treeFiles(tree, root, effects.files)) };
  for (;;) {
    const found: ProposedContracts[] = [];
    for (const { manifest, contracts } of seen) {
      if (!mayPromise(manifest, contracts, effects, then)) continue;
      const one = await proposedOf(manifest, effects, then);
      if (one) found.push(one);
    }
    // What the base holds may have to be fetched; then what was said without it does not count.
    if (!(await tree.settle())) return found;
  }
}

/** Whether a manifest promises something, or did: one that is as it was and promises nothing is not opened again. */
function mayPromise(manifest: string, contracts: Checked["contracts"], now: Effects, then: Effects): boolean {
  if (!contracts || Object.keys(contracts.exposes).length > 0) return true;
  const path = resolve(now.folder, manifest);
  const [is, was] = [bytesOf(path, now), bytesOf(path, then)];
  return is !== undefined && was !== undefined && !Buffer.from(is).equals(was);
}

async function proposedOf(manifest: string, now: Effects, then: Effects): Promise<ProposedContracts | undefined> {
  const { value: service } = await openService(manifest, now.files, now.folder);
  const { value: former } = await openService(manifest, then.files, then.folder);
  if (!service || !former) return undefined;
  const before = versionsOf(former, manifest, then, "before");
  const after = versionsOf(service, manifest, now, "after");
  const same = new Set(
    before
      .filter((was) => after.some((is) => is.name === was.name && is.digest === was.digest))
      .map(({ name }) => name),
  );
  const isOther = ({ name }: ContractVersion): boolean => !same.has(name);
  if (!before.some(isOther) && !after.some(isOther)) return undefined;
  const [{ contractAnswers }, { consumersAround }] = await Promise.all([
    import("./contract-answers.ts"),
    import("./consumers-of.ts"),
  ]);
  const allow = Object.entries(service.document.exposes ?? {}).map(
    ([name, contract]) => [name, contract.allow] as const,
  );
  const answers = await contractAnswers({
    service: service.name,
    owner: service.document.metadata.owner,
    before: before.filter(isOther),
    after: after.filter(isOther),
    allow: Object.fromEntries(allow),
    consumers: consumersAround(service.folder, now),
  });
  return { manifest, service: service.name, answers };
}

function versionsOf(
  { document, folder }: ServiceDocument,
  manifest: string,
  effects: Effects,
  side: "before" | "after",
): readonly ContractVersion[] {
  return Object.entries(document.exposes ?? {}).flatMap(([name, contract]) => {
    const kind = KINDS.find((one) => contract[one] !== undefined);
    const path = kind && contract[kind];
    if (kind === undefined || path === undefined) return [];
    const file = posix.join(posix.dirname(manifest), path);
    try {
      const bytes = effects.files.read(resolve(folder, path));
      // That it is missing is said where the manifest is read.
      return bytes ? [{ name, kind, file, digest: digestBytes(bytes), read: async () => bytes }] : [];
    } catch (error) {
      // What cannot be read is not as it was: nobody knows what it is.
      return [{ name, kind, file, digest: digestBytes(`${side} cannot be read`), read: () => Promise.reject(error) }];
    }
  });
}

function bytesOf(path: string, { files }: Effects): Uint8Array | undefined {
  try {
    return files.read(path);
  } catch {
    return undefined; // a folder, or what leads out of the repository
  }
}
