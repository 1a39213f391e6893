import { resolve } from "node:path";
import { shortDigest, shownPath } from "@towpath/core";
import type { Release } from "@towpath/delivery";
import { counted } from "../describe/counted.ts";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { OperationError } from "../errors.ts";
import { operation } from "../operation.ts";

/** What another machine made, and where what is signed of it goes. */
export interface EvidenceSignRequest extends EnvironmentRequest {
  /** The folder of a release bundle, built from what is checked out here. */
  readonly release: string;
  /** The file that `test` wrote of how the tests of the same commit ended. */
  readonly tests?: string | undefined;
  /** The folder that signed statements are written into; made where it is missing. */
  readonly out: string;
}

/** What was signed. */
export interface EvidenceSignData {
  readonly release: Release;
  /** How many statements there are. */
  readonly statements: number;
  /** How many of them could not be signed; the log says why. */
  readonly unsigned: number;
  /** Absolute path of the folder with the statements. */
  readonly out: string;
}

/**
 * Signs what another machine built and tested: how it was built, what it is made of, how its tests ended. What that machine says
 * is held against what is checked out here; where and of which commit it was made comes from this run alone. No command of the
 * manifest's runs.
 */
export const evidenceSign = operation<EvidenceSignRequest, EvidenceSignData | null>(
  "evidence sign",
  async (request, effects) => {
    const [{ openRecordOf }, { madeHere }, { attest }, { writeStatements }] = await Promise.all([
      import("../evidence/open-record.ts"),
      import("../evidence/made-here.ts"),
      import("../evidence/attest.ts"),
      import("../evidence/exchange-statements.ts"),
    ]);
    const { opened, evidence } = await openRecordOf(request, effects);
    const { release, statements } = await madeHere(opened.graph, request, effects);
    if ("why" in evidence.signing)
      throw new OperationError({
        code: "operation/nobody-signs",
        kind: "refused",
        message: `Nothing is signed of ${release.service} ${release.version}: ${evidence.signing.why}`,
        hint: "Give this run the platform's key, or an identity that the platform believes. An environment that requires the evidence lets nothing in without it.",
      });
    // Whoever takes the statements into the record of an environment anchors that one.
    const { signed } = await attest({ ...evidence, anchor: undefined }, statements, effects);
    const out = resolve(effects.folder, request.out);
    await writeStatements(out, signed);
    const what = `${release.service} ${release.version} (${shortDigest(release.artifact.digest)})`;
    const unsigned = statements.length - signed.length;
    return {
      status: unsigned === 0 ? "ok" : "failed",
      summary:
        unsigned === 0
          ? `${counted(signed.length, "statement")} about ${what} ${signed.length === 1 ? "is" : "are"} signed.`
          : `${unsigned} of ${counted(statements.length, "statement")} about ${what} could not be signed.`,
      service: release.service,
      sections: [
        {
          kind: "fields",
          fields: [
            { name: "artifact", value: release.artifact.digest },
            { name: "commit", value: release.commit ?? "none" },
            { name: "statements", value: shownPath(out, effects.folder) },
          ],
        },
      ],
      data: { release, statements: signed.length, unsigned, out },
    };
  },
);
