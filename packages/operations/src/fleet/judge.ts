import type { Finding } from "@towpath/core";
import type { ServiceContracts, SharedResource } from "@towpath/manifest";
import type { RuleStatistics } from "@towpath/policy";
import type { WaiverStanding } from "@towpath/policy/waivers";
import type { PlatformSource } from "../platform/platform-source.ts";

/** What came of one manifest. Plain data: it may come from another thread, and holds on to no document. */
export interface Judged {
  readonly manifest: string;
  readonly name: string | null;
  /** Where its platform came from; absent where there is none. */
  readonly source?: PlatformSource | undefined;
  /** Where others came from that it was checked by, too. */
  readonly furtherSources?: readonly PlatformSource[] | undefined;
  /** Why there is no platform, where that is not for its documents to say: what was printed last. */
  readonly failure?: { readonly code: string; readonly tail: readonly string[] } | undefined;
  readonly findings: readonly Finding[];
  /** What the service promises and asks of others; absent where there is nothing to read. */
  readonly contracts?: ServiceContracts | undefined;
  /** What it says of resources that other services may name, too. */
  readonly shares?: readonly SharedResource[] | undefined;
}

/** What was found in the repository around manifests, and in all of them together. */
export interface Around {
  readonly findings: readonly Finding[];
  /** How the waivers for what belongs to no service stand. */
  readonly waivers: readonly WaiverStanding[];
  readonly rules: readonly RuleStatistics[];
}

/** Judges manifests one by one, and keeps what is to be said of all of them. */
export interface Judge<One extends Judged> {
  judge(manifest: string): Promise<One>;
  /** How each rule fared with all that were judged. */
  rules(): readonly RuleStatistics[];
}
