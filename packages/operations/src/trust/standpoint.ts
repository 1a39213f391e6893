import type { Files } from "@towpath/core";

/** Files as they are in one state of the repository, and whether what they hold may decide anything. */
export interface View {
  /** By absolute paths of the checkout, whichever state it shows. */
  readonly files: Files;
  /** `proposed`: whoever is checked wrote it. Nothing of it is run, and what would loosen the check does not count. */
  readonly trust: "trusted" | "proposed";
  /** The commit that it shows; absent for the disk as it is. */
  readonly commit?: string | undefined;
  /**
   * An absolute folder of this disk that holds what the view shows of one, for what can only be loaded from a disk.
   *
   * @param folder absolute, as for {@link View.files}
   */
  onDisk(folder: string): Promise<string>;
}

/**
 * From where a check looks at what is to be checked: which state of the repository each file is read in, by what the file
 * is to the check. Without a proposal there is one, in which everything is the disk. A pull request that changes what it is
 * checked by is checked from two, and the findings of both count.
 */
export interface Standpoint {
  readonly side: "present" | "base" | "proposed";
  /** The manifest and what it refers to: what is checked. Always the disk. */
  readonly documents: View;
  /** The platform where it is a path, packs of YAML rules, the manifest's own `policies`. */
  readonly rules: View;
  /** Packs that run code. Never what is proposed: there it is the base, also on the side of the proposal. */
  readonly code: View;
  /** Files of waivers. A waiver of {@link Standpoint.proposedWaivers} counts where this one has it, too, and as it is here. */
  readonly waivers: View;
  /** Files of waivers as a proposal has them: what is new there is pending, what is gone there counts no more. */
  readonly proposedWaivers?: View | undefined;
}
