import type { Finding } from "@towpath/core";
import type { PolicyRuleFile } from "@towpath/manifest/policy";
import type { PackRule } from "@towpath/policy";

/** A pack that a platform names, with its rules. */
export interface LoadedPack {
  /** As the platform names it; the recommended pack's own name where the platform names none. */
  readonly reference: string;
  /** What it calls itself. */
  readonly name: string;
  readonly version?: string | undefined;
  /** Who wrote its rules in what: nobody outside Towpath, data, or code that runs in this process. */
  readonly kind: "built-in" | "data" | "code";
  readonly rules: readonly PackRule[];
  /** The documents of rules that are data, with their tests. */
  readonly documents?: readonly PolicyRuleFile[] | undefined;
  /** The file of a pack that is code: absolute, on this disk. */
  readonly module?: string | undefined;
}

/** What a platform's services are checked by. */
export interface Packs {
  readonly packs: readonly LoadedPack[];
  /** The rules of all of them, sorted by id, no id twice. */
  readonly rules: readonly PackRule[];
  /** What is wrong with how packs are named, with packs, and with what the platform asks of rules. */
  readonly findings: readonly Finding[];
}
