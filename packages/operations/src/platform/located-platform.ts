import type { Files } from "@towpath/core";
import type { PlatformLocation } from "@towpath/manifest";

/** A platform from elsewhere, now on this disk. */
export interface LocatedPlatform {
  readonly location: PlatformLocation;
  /** Files that end at its folder. */
  readonly files: Files;
  readonly version?: string | undefined;
  readonly commit?: string | undefined;
  /** False when the next run may find another one. */
  readonly isPinned: boolean;
}
