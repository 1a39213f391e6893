import { relative, resolve, sep } from "node:path";
import type { Effects } from "@towpath/core";
import { MANIFEST_NAME } from "../documents/find-manifests.ts";
import { preloadFiles } from "./commit-tree.ts";
import type { Proposal } from "./open-proposal.ts";
import { sidesOf } from "./sides.ts";

/** Which manifests are asked about. */
export interface PlatformQuestion {
  readonly manifests: readonly string[];
  readonly platform?: string | undefined;
  readonly isUntrusted?: boolean | undefined;
}

/**
 * Manifests whose platform a proposal leaves as the base has it. What the platform says decides where state is kept and who is
 * signed in to: credentials are for these alone.
 */
export async function withPlatformOfBase(
  { manifests, platform, isUntrusted = false }: PlatformQuestion,
  proposal: Proposal,
  effects: Effects,
): Promise<ReadonlySet<string>> {
  const { tree, root } = proposal;
  const patterns = manifests.length > 0 ? manifests : [MANIFEST_NAME];
  preloadFiles(
    tree,
    manifests.map((manifest) => relative(root, resolve(effects.folder, manifest)).split(sep).join("/")),
  );
  await tree.settle();
  for (;;) {
    const same = new Set<string>();
    for (const manifest of manifests) {
      using sides = sidesOf({ platform, patterns, isUntrusted, ...proposal }, effects);
      const [opened, ...others] = await sides.base.open(manifest);
      const isOfBase = opened?.platform && opened.standpoint?.side === "base" && others.length === 0;
      if (isOfBase && !sides.isChanged() && !sides.asksOtherwise(manifest)) same.add(manifest);
    }
    if (!(await tree.settle())) return same;
  }
}
