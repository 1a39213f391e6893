import { type Effects, type ErrorFacts, type Finding, type Level, makeFinding, nodeFiles } from "@towpath/core";
import { type TypePackage, type TypePackages, typePackage } from "@towpath/manifest";
import { OperationError, type OperationErrorCode } from "../errors.ts";
import { namedPackage } from "../packs/npm-pack.ts";
import type { PackOptions, PacksRequest } from "../packs/pack-views.ts";
import { filesWithin } from "./files-within.ts";
import { shown } from "./wrong-reference.ts";

/** Which packages of resource types a platform may bring in. */
export interface AskedTypes {
  /** Whether somebody else than a proposal asks for this package, so that it may be fetched. */
  isAskedFor(reference: string): boolean;
  /** How much it weighs that one is left out: where the base is checked as well, nothing is lost that was checked so far. */
  readonly leftOut: Level;
}

const CODE: OperationErrorCode = "operation/types-proposed";

/**
 * Finds the packages that a platform's resource types come from: installed in this very version, or fetched once.
 *
 * @param request the platform as it was read without them
 * @throws {OperationError} `operation/platform-…` with the place that names the package, where it cannot be had: without its types
 *   nobody could say what becomes of what is there
 */
export async function typePackages(
  request: PacksRequest,
  asked: AskedTypes,
  effects: Effects,
  options: PackOptions,
): Promise<{ readonly packages: TypePackages; readonly findings: readonly Finding[] }> {
  const { platform } = request;
  const packages = new Map<string, TypePackage>();
  const findings: Finding[] = [];
  for (const [index, written] of (platform.document.resourceTypes ?? []).entries()) {
    if (!platform.missingTypes.includes(written) || packages.has(written)) continue;
    const reference = typePackage(written);
    if ("flaw" in reference) continue; // its own finding says so
    const place = platform.source.placeOfValue(["resourceTypes", index]);
    if (!asked.isAskedFor(written)) {
      findings.push(
        makeFinding({
          code: CODE,
          level: asked.leftOut,
          message: `The resource types of ${shown(written)} are named only by what is proposed, so the package is not fetched, and what uses them is not checked.`,
          docs: `packages/operations/docs/errors.md#${CODE.replace("/", "-")}`,
          address: `resourceTypes.${index}`,
          places: [place],
          suggestions: [
            "They count once the change that names them is merged; or name the platform where a proposal cannot write: the action's input `platform`.",
          ],
        }),
      );
      continue;
    }
    try {
      const { root } = await namedPackage(reference, request, effects, options, "package of resource types");
      packages.set(written, { root, read: filesWithin(nodeFiles, root) });
    } catch (error) {
      if (error instanceof OperationError) throw new OperationError({ ...factsOf(error), place });
      throw error;
    }
  }
  return { packages, findings };
}

function factsOf({ code, message, kind, hint, tail, cause }: OperationError): ErrorFacts<OperationErrorCode> {
  return { code, message, kind, hint, tail, ...(cause === undefined ? {} : { cause }) };
}
