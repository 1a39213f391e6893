import { dirname, resolve } from "node:path";
import { type Effects, type Files, type Finding, makeFinding, TowpathError } from "@towpath/core";
import { outsideWindow, readPublicKey, type TrustedKey } from "@towpath/evidence";
import { expandPath, type PlatformModel } from "@towpath/manifest";
import { InvalidDocuments } from "../errors.ts";
import { controlsOf } from "./controls-of.ts";
import { trustedRootOf } from "./trust-of.ts";

type Path = readonly (string | number)[];

/**
 * What is wrong inside the files that a platform names below `evidence:`: keys that are none, or count at no time; a trusted root
 * that is none; controls. Of files that are not there nothing is said: whoever looks through the platform's document says it.
 */
export function evidenceFileFindings(
  platform: PlatformModel,
  files: Files,
  { clock, folder }: Pick<Effects, "clock" | "folder">,
): readonly Finding[] {
  const { evidence, document, home } = platform;
  if (!evidence || !home) return [];
  const findings: Finding[] = [];
  const keys: TrustedKey[] = [];
  for (const [index, written] of (document.evidence?.publicKeys ?? []).entries())
    for (const path of there(resolve(dirname(home.path), written), files))
      attempt(platform, ["publicKeys", index], findings, () => {
        const key = readPublicKey(new TextDecoder().decode(files.read(path)), written);
        keys.push(key);
        const { notBefore, notAfter } = key;
        if (notBefore && notAfter && notBefore >= notAfter)
          findings.push(
            unusable(
              platform,
              ["publicKeys", index],
              `The key from ${written} counts at no time: its end is before its begin.`,
            ),
          );
      });
  const now = clock.now();
  if (evidence.key && keys.length > 0 && keys.every((key) => outsideWindow(key, now) !== undefined))
    findings.push(
      unusable(
        platform,
        ["publicKeys"],
        `No public key counts now: ${keys.map((key) => outsideWindow(key, now)).join("; ")}. Nothing is signed until one does.`,
      ),
    );
  const root = evidence.keyless?.trustedRoot;
  if (root !== undefined && there(root, files).length > 0)
    attempt(platform, ["keyless", "trustedRoot"], findings, () => trustedRootOf(root, files));
  const controls = evidence.controls.filter((path) => there(path, files).length > 0);
  if (controls.length > 0)
    attempt(platform, ["controls"], findings, () => controlsOf({ ...evidence, controls }, files, folder));
  return findings;
}

/** The files that a pattern names and that can be read. */
function there(pattern: string, files: Files): readonly string[] {
  try {
    return expandPath(pattern, "/", files).filter((path) => files.read(path) !== undefined);
  } catch {
    return [];
  }
}

function attempt(platform: PlatformModel, path: Path, findings: Finding[], look: () => unknown): void {
  try {
    look();
  } catch (error) {
    if (error instanceof InvalidDocuments) findings.push(...error.findings);
    else if (error instanceof TowpathError)
      findings.push(findingAt(platform, path, error.code, error.message, error.hint));
    else throw error;
  }
}

function unusable(platform: PlatformModel, path: Path, message: string): Finding {
  return findingAt(
    platform,
    path,
    "evidence/key-unusable",
    message,
    "Put a public key beside it that counts now: its lines Not-Before and Not-After say when one does.",
  );
}

function findingAt({ source }: PlatformModel, path: Path, code: string, message: string, hint?: string): Finding {
  const at = ["evidence", ...path];
  return makeFinding({
    code,
    message,
    docs: `packages/operations/docs/errors.md#${code.replace("/", "-")}`,
    address: at.join("."),
    places: [source.placeOfValue(at)],
    suggestions: hint === undefined ? [] : [hint],
    discriminator: message,
  });
}
