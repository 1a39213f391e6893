import { type Files, type Level, nodeFiles } from "@towpath/core";
import { loadPlatform, type PlatformModel } from "@towpath/manifest";
import type { PlatformSource } from "../platform/platform-source.ts";
import { diskView, presentStandpoint } from "../trust/disk-view.ts";
import type { Standpoint, View } from "../trust/standpoint.ts";

/** A platform whose packs are wanted, and from where it was read. */
export interface PacksRequest {
  readonly platform: PlatformModel;
  readonly source: PlatformSource;
  /** What the platform's own files are read with. */
  readonly platformFiles: Files;
  /** From where it was read, in place of {@link PackOptions.standpoint}. */
  readonly standpoint?: Standpoint | undefined;
}

/** For whom packs are loaded. */
export interface PackOptions {
  /** The disk when absent. */
  readonly standpoint?: Standpoint | undefined;
  /** What the folder holds is someone's proposal. Where nothing but it is there to be read, no code is loaded. */
  readonly isUntrusted?: boolean | undefined;
  /** Nothing is fetched: what was fetched before counts. */
  readonly isOffline?: boolean | undefined;
}

/** Where a platform's packs are read. */
export interface PackViews {
  /** The platform itself, and rules as data. */
  readonly rules: View;
  /** Modules that run. */
  readonly code: View;
  /** How much it weighs that a pack is not run: where the base's packs are run as well, nothing is lost that was checked so far. */
  readonly leftOut: Level;
  /** Whether somebody else than a proposal asks for this pack, so that it may be fetched, and its code run. */
  isAskedFor(reference: string): boolean;
}

/** From where the packs of a platform are read. A released platform is trusted as a whole: nobody proposes a part of it. */
export function packViews(request: PacksRequest, options: PackOptions): PackViews {
  const { platform, source, platformFiles } = request;
  if (source.kind === "npm" || source.kind === "git") {
    const released = diskView(platformFiles, "trusted");
    return { rules: released, code: released, leftOut: "mandatory", isAskedFor: () => true };
  }
  const { side, rules, code } = request.standpoint ?? options.standpoint ?? presentStandpoint(platformFiles);
  if (side === "present" && options.isUntrusted) {
    const proposed = diskView(platformFiles, "proposed");
    return { rules: proposed, code: proposed, leftOut: "mandatory", isAskedFor: () => false };
  }
  if (rules.trust === "trusted") return { rules, code, leftOut: "mandatory", isAskedFor: () => true };
  let before: PlatformModel | undefined | null = null;
  return {
    rules,
    code,
    leftOut: code.trust === "trusted" ? "advisory" : "mandatory",
    isAskedFor: (reference) => {
      if (code.trust !== "trusted" || !platform.home) return false;
      const { path, boundary } = platform.home;
      before = before === null ? loadPlatform({ path, boundary }, code.files, boundary).value : before;
      return before?.packs.includes(reference) ?? false;
    },
  };
}

/** The disk as a view of what is installed or was fetched: it is as whoever asked for it meant it. */
export function installedView(files: Files = nodeFiles): View {
  return diskView(files, "trusted");
}
