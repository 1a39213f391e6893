import { digestBytes } from "@towpath/core";

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** The names as one name that Terraform takes; where letters had to be left out, their digest keeps it apart from others. */
export function identifier(...names: readonly string[]): string {
  const joined = names.join("_");
  if (IDENTIFIER.test(joined)) return joined;
  const plain = joined.replace(/[^A-Za-z0-9_-]/g, "-").replace(/^(?![A-Za-z_])/, "_");
  return `${plain.slice(0, 80)}_${digestBytes(joined).slice("sha256:".length, "sha256:".length + 8)}`;
}
