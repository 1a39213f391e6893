import { resolve } from "node:path";
import { type Effects, isBlocking } from "@towpath/core";
import type { RecordVerdict, Trust } from "@towpath/evidence";
import { counted } from "../describe/counted.ts";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { InvalidDocuments, OperationError } from "../errors.ts";
import type { LookedRecord } from "../evidence/look-at-record.ts";
import { operation } from "../operation.ts";

/** Which record to look at. */
export interface EvidenceVerifyRequest extends EnvironmentRequest {
  /** Asks nobody over the network: an anchor at GitHub is left out, and that is said. */
  readonly isOffline?: boolean | undefined;
  /** A folder that `evidence pack` wrote, in the place of the environment's own record. */
  readonly pack?: string | undefined;
  /** Files of public keys whose signatures count: of a pack, where no platform is at hand. */
  readonly keys?: readonly string[] | undefined;
}

/** What is wrong with a record. */
export interface EvidenceVerifyData {
  readonly records: readonly Pick<RecordVerdict, "service" | "flaws" | "anchored">[];
  /** Statements whose signature is right and whose signer is believed. */
  readonly believed: number;
}

/** Looks at every entry, every signature, the chain and its anchors, and names what was done to the record. */
export const evidenceVerify = operation<EvidenceVerifyRequest, EvidenceVerifyData>(
  "evidence verify",
  async (request, effects) => {
    const looked =
      request.pack === undefined ? await ofEnvironment(request, effects) : await ofPack(request.pack, request, effects);
    const { recordFindings } = await import("../evidence/control-findings.ts");
    const findings = looked.flatMap(({ verdict }) => recordFindings(verdict));
    const believed = looked.flatMap(({ statements }) => statements).filter(({ signer }) => signer !== undefined).length;
    const flaws = looked.flatMap(({ verdict }) => verdict.flaws).length;
    const names = looked.map(({ verdict }) => verdict.service).join(", ");
    const entries = looked.flatMap(({ verdict }) => verdict.entries).length;
    return {
      status: findings.some(isBlocking) ? "failed" : "ok",
      summary:
        flaws > 0
          ? `The record of ${names} has ${counted(flaws, "flaw")}.`
          : entries === 0
            ? `Nothing is on record of ${names || "any service"}: there was nothing to look at.`
            : `The record of ${names} is whole: ${entries === 1 ? "1 entry" : `${entries} entries`}, ${counted(believed, "signature")} believed.`,
      service: looked.length === 1 ? names : undefined,
      findings,
      sections: [
        {
          kind: "table",
          head: ["record", "entries", "believed", "anchored up to", "flaws"],
          rows: looked.map(({ verdict, statements }) => [
            verdict.service,
            String(verdict.entries.length),
            String(statements.filter(({ signer }) => signer !== undefined).length),
            verdict.anchored === 0 ? "none" : String(verdict.anchored),
            String(verdict.flaws.length),
          ]),
        },
      ],
      data: {
        records: looked.map(({ verdict: { service, flaws: all, anchored } }) => ({ service, flaws: all, anchored })),
        believed,
      },
    };
  },
);

async function ofEnvironment(request: EvidenceVerifyRequest, effects: Effects): Promise<readonly LookedRecord[]> {
  const [{ openRecordOf }, { lookAtRecord }] = await Promise.all([
    import("../evidence/open-record.ts"),
    import("../evidence/look-at-record.ts"),
  ]);
  const { evidence } = await openRecordOf(request, effects);
  const { record, trust, anchor, rules } = evidence;
  const isLeftOut = request.isOffline && rules?.anchor?.github !== undefined;
  if (isLeftOut)
    effects.events({
      type: "notice",
      message: "The anchor at GitHub is not asked: that the end was cut off would not show.",
    });
  return [await lookAtRecord({ ...record, trust, anchor: isLeftOut ? undefined : anchor })];
}

async function ofPack(
  pack: string,
  request: EvidenceVerifyRequest,
  effects: Effects,
): Promise<readonly LookedRecord[]> {
  const [{ readPack }, { lookAtRecord }] = await Promise.all([
    import("../evidence/read-pack.ts"),
    import("../evidence/look-at-record.ts"),
  ]);
  const { store, services, anchor } = await readPack(resolve(effects.folder, pack));
  const trust = await trustFor(request, effects);
  return Promise.all(services.map((service) => lookAtRecord({ store, service, anchor, trust })));
}

/** Never the keys that lie in the pack: who made it up would have put his own there. */
async function trustFor(request: EvidenceVerifyRequest, effects: Effects): Promise<Trust> {
  const { keys = [] } = request;
  if (keys.length === 0) return platformsTrust(request, effects);
  const { readPublicKey } = await import("@towpath/evidence");
  return {
    keys: keys.map((path) => {
      const bytes = effects.files.read(resolve(effects.folder, path));
      if (bytes) return readPublicKey(new TextDecoder().decode(bytes), path);
      throw new OperationError({
        code: "operation/evidence-file",
        message: `There is no file ${path}.`,
        hint: "Name the file of the platform's public key, as PEM: --key platform.pub.",
      });
    }),
  };
}

/** Whom the platform of the service here believes; where there is no service, the platform that is named. */
async function platformsTrust(request: EvidenceVerifyRequest, effects: Effects): Promise<Trust> {
  const [{ openRecordOf }, { givenPlatform }] = await Promise.all([
    import("../evidence/open-record.ts"),
    import("../documents/claim.ts"),
  ]);
  try {
    return (await openRecordOf(request, effects)).evidence.trust;
  } catch (error) {
    if (!(error instanceof OperationError) || error.code !== "operation/no-manifest") throw error;
    const platform = givenPlatform(request.platform, effects);
    if (platform !== undefined) return await trustIn(platform, effects);
    throw new OperationError({
      code: "operation/evidence-file",
      message:
        "Nothing here says whose signatures count: there is no service in this folder, and neither a platform nor a key is named.",
      hint: "Name the platform's public key, as PEM: --key platform.pub. Where runs sign with their identity, name the platform: --platform. What lies in the pack is not taken.",
      cause: error,
    });
  }
}

async function trustIn(reference: string, effects: Effects): Promise<Trust> {
  const [{ platformReader }, { trustOf }] = await Promise.all([
    import("../platform/platform-reader.ts"),
    import("../evidence/trust-of.ts"),
  ]);
  const { folder } = effects;
  const { value, files, failure, findings } = await platformReader(effects)({ reference, base: folder, folder });
  if (failure) throw failure;
  if (!value) throw new InvalidDocuments(findings);
  return trustOf(value.evidence, files);
}
