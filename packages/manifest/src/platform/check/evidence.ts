import { dirname, resolve } from "node:path";
import { errorMessage, type Files } from "@towpath/core";
import { expand, pathFlaw } from "../../document/paths.ts";
import { shown } from "../../finding.ts";
import type { PlatformModel } from "../platform-model.ts";
import type { Report } from "./reporter.ts";
import { checkIdentity } from "./wide-identity.ts";

/** Whether the files of evidence are there and in the platform's folder, and what an environment requires can be had. */
export function checkEvidence(platform: PlatformModel, files: Files, report: Report): void {
  const { document, source, home } = platform;
  const { evidence } = document;
  for (const [environment, { gates }] of Object.entries(document.environments)) {
    const signed = [...new Set(gates?.requires)].filter((one) => one !== "contracts");
    if (signed.length === 0 || evidence?.key || evidence?.keyless) continue;
    report({
      code: "manifest/missing-key",
      message: `The environment ${environment} requires evidence (${signed.join(", ")}), and nothing says how it is signed.`,
      at: [source, ["environments", environment, "gates", "requires"], "value"],
      suggestions: ["Add `evidence: { key: { variable: TOWPATH_EVIDENCE_KEY }, publicKeys: [./evidence/2026.pub] }`."],
    });
  }
  if (evidence?.key && (evidence.publicKeys ?? []).length === 0)
    report({
      code: "manifest/missing-key",
      message: "Evidence is signed with a key, and no public key is named to hold it against.",
      at: [source, ["evidence", "key"], "key"],
      suggestions: ["Add `publicKeys:` with its file, such as [./evidence/2026.pub]."],
    });
  if (evidence?.keyless && evidence.keyless.trustedRoot === undefined)
    report({
      code: "manifest/missing-key",
      message: "Evidence is signed with the identity of runs, and no trusted root is named to hold it against.",
      at: [source, ["evidence", "keyless"], "key"],
      suggestions: [
        "Add `trustedRoot:` with its file, such as ./evidence/trusted-root.json; gh attestation trusted-root writes Sigstore's.",
      ],
    });
  checkIdentity(platform, report);
  if (!home) return;
  const folder = dirname(home.path);
  const named = [
    ...(evidence?.publicKeys ?? []).map((written, index) => ({ written, path: ["publicKeys", index] })),
    ...(evidence?.controls ?? []).map((written, index) => ({ written, path: ["controls", index] })),
    ...(evidence?.keyless?.trustedRoot === undefined
      ? []
      : [{ written: evidence.keyless.trustedRoot, path: ["keyless", "trustedRoot"] }]),
  ];
  for (const { written, path } of named) {
    const at = [source, ["evidence", ...path], "value"] as const;
    const flaw = pathFlaw(written, folder, home.boundary, files);
    if (flaw !== undefined) {
      report({ code: "manifest/path", message: `The path ${shown(written)} ${flaw}.`, at });
      continue;
    }
    try {
      const found = expand(written, folder, files).filter((path) => files.read(resolve(folder, path)) !== undefined);
      if (found.length > 0) continue;
      report({
        code: "manifest/not-found",
        message: `There is no file ${shown(written)}.`,
        at,
        suggestions: ["The path is relative to this file."],
      });
    } catch (error) {
      report({
        code: "manifest/unreadable",
        message: `${shown(written)} cannot be read: ${errorMessage(error)}.`,
        at,
      });
    }
  }
}
