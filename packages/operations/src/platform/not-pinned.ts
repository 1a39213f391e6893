import { type Finding, makeFinding, type Place } from "@towpath/core";
import type { OperationErrorCode } from "../errors.ts";
import type { PlatformSource } from "./platform-source.ts";
import { shown } from "./wrong-reference.ts";

const CODE: OperationErrorCode = "operation/platform-not-pinned";

/** Advice to name one version of a platform that the registry was asked about. */
export function notPinned({ reference, version }: PlatformSource, place: Place | undefined): Finding {
  const name = (reference ?? "").replace(/(?<=.)@[^@/]*$/, "");
  return makeFinding({
    code: CODE,
    message: `The platform ${shown(reference ?? "")} is version ${version ?? "unknown"} now, and may be another one in the next run.`,
    docs: `packages/operations/docs/errors.md#${CODE.replace("/", "-")}`,
    level: "advisory",
    address: "platform",
    places: place ? [place] : [],
    suggestions: [`Name one version: ${name}@${version ?? "VERSION"}.`],
  });
}
