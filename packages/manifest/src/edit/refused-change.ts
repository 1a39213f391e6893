import type { ManifestCode } from "../codes.ts";
import type { Path } from "./change.ts";

/** Why a change cannot be made, thrown within this folder and handed out as a finding. */
export class RefusedChange extends Error {
  override readonly name = "RefusedChange";
  readonly path: Path;
  readonly code: ManifestCode;

  constructor(message: string, path: Path, code: ManifestCode = "manifest/edit-refused") {
    super(message);
    this.path = path;
    this.code = code;
  }
}
