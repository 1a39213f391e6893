import { join } from "node:path";
import { type Effects, shownPath } from "@towpath/core";
import { type ArtifactStore, contractsGate, type Gate, type Release } from "@towpath/delivery";
import type { OpenGraph } from "../documents/open-documents.ts";
import { consumersAround } from "./consumers-of.ts";
import { type ContractAnswer, type ContractVersion, contractAnswers } from "./contract-answers.ts";

/** How large a contract is read, in bytes: larger ones are not kept with a release either. */
const LARGEST_BYTES = 16 * 1024 * 1024;

/**
 * The gate of contracts: what a release promises against what serves the environment. Where the platform does not require
 * contracts of the environment, and on the way back to a former release, it tells and lets through.
 */
export function releaseContractsGate(opened: OpenGraph, artifacts: ArtifactStore, effects: Effects): Gate {
  return async (facts) => {
    const { release, previous, graph, kind } = facts;
    const ask = contractsGate(async () =>
      previous ? releaseAnswers(previous.release, release, { opened, artifacts, effects }) : [],
    );
    const answer = await ask(facts);
    if (answer.answer === "allow") return answer;
    const isRequired = graph.environment.gates?.requires.includes("contracts") === true;
    if (isRequired && kind !== "rollback") return answer;
    const why = isRequired ? "A rollback is let through" : `${graph.environment.name} does not require contracts`;
    return { gate: "contracts", answer: "allow", reason: `${answer.reason} ${why}.` };
  };
}

/** What the contracts of one release break that kept to those of another. */
export async function releaseAnswers(
  before: Release,
  after: Release,
  {
    opened: { graph, manifest },
    artifacts,
    effects,
  }: { readonly opened: OpenGraph; readonly artifacts: ArtifactStore; readonly effects: Effects },
): Promise<readonly ContractAnswer[]> {
  const { service, exposes } = graph;
  const folder = join(effects.folder, manifest, "..");
  const versions = ({ contracts = [] }: Release): readonly ContractVersion[] =>
    contracts.map(({ name, kind, path, digest }) => ({
      name,
      kind,
      digest,
      file: shownPath(join(folder, path), effects.folder),
      read: () => bytesOf(artifacts.open(digest)),
    }));
  return contractAnswers({
    service: service.name,
    owner: service.owner,
    before: versions(before),
    after: versions(after),
    allow: Object.fromEntries(exposes.map(({ name, allow }) => [name, allow])),
    consumers: consumersAround(service.folder, effects),
  });
}

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > LARGEST_BYTES) throw new RangeError(`It has more than ${LARGEST_BYTES} bytes.`);
    all.push(piece);
  }
  return Buffer.concat(all);
}
