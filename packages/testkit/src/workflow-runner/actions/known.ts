import type { StandIn } from "./stand-in.ts";
import { downloadArtifact, uploadArtifact } from "./stand-ins/artifacts.ts";
import { cache, cacheRestore, cacheSave } from "./stand-ins/cache.ts";
import { checkout } from "./stand-ins/checkout.ts";
import { setupDotnet, setupGo, setupJava, setupNode, setupPython, setupTerraform } from "./stand-ins/toolchains.ts";

/** Actions that stand-ins are there for, by name without its ref. */
export const STAND_INS: Readonly<Record<string, StandIn>> = {
  "actions/cache": cache,
  "actions/cache/restore": cacheRestore,
  "actions/cache/save": cacheSave,
  "actions/checkout": checkout,
  "actions/download-artifact": downloadArtifact,
  "actions/setup-dotnet": setupDotnet,
  "actions/setup-go": setupGo,
  "actions/setup-java": setupJava,
  "actions/setup-node": setupNode,
  "actions/setup-python": setupPython,
  "actions/upload-artifact": uploadArtifact,
  "hashicorp/setup-terraform": setupTerraform,
};
