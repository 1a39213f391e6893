import type { Files } from "@towpath/core";
import type { Standpoint, View } from "./standpoint.ts";

/** The disk as it is. */
export function diskView(files: Files, trust: View["trust"]): View {
  return { files, trust, onDisk: async (folder) => folder };
}

/** The standpoint of a check that nobody's proposal is subject to. */
export function presentStandpoint(files: Files): Standpoint {
  const disk = diskView(files, "trusted");
  return { side: "present", documents: disk, rules: disk, code: disk, waivers: disk };
}
