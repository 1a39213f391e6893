// Written by `npm run generate` from schemas/ and starter/. Do not edit.

/**
 * A path or glob, relative to this file.
 */
type Path = string;

/**
 * A set of rules in YAML under a name and a version.
 */
export interface PolicyPackDocument {
  /**
   * The version of this format: towpath.dev/v1.
   */
  apiVersion: "towpath.dev/v1";
  /**
   * What this document is: a pack of rules.
   */
  kind: "PolicyPack";
  metadata: PolicyPackMetadata;
  /**
   * Files of its rules, relative to this file; * stands for any part of a name.
   *
   * @minItems 1
   * @maxItems 1000
   */
  rules: [Path, ...Path[]];
  /**
   * How strictly its rules are taken unless the platform says otherwise; advisory when absent.
   */
  levels?: {
    /**
     * How strictly the rule is taken.
     */
    [k: string]: "mandatory" | "advisory" | "off";
  };
}
/**
 * What the pack is called.
 */
interface PolicyPackMetadata {
  /**
   * Its name.
   */
  name: string;
  /**
   * Its version.
   */
  version?: string;
  /**
   * What it is for, in one sentence.
   */
  description?: string;
}
