import { join } from "node:path";
import { type Effects, nodeFiles, TowpathError } from "@towpath/core";
import { filesWithin } from "../platform/files-within.ts";
import { shown } from "../platform/wrong-reference.ts";
import { brokenPack } from "./file-packs.ts";
import type { ReadPack } from "./foreign-pack.ts";
import { mainModule } from "./main-module.ts";
import { type NpmPack, npmPack } from "./npm-pack.ts";
import { type PackSeat, packFinding } from "./pack-finding.ts";
import { installedView, type PackOptions, type PacksRequest } from "./pack-views.ts";

/** The pack in an npm package: its `pack.yaml`, or else what its main module exports. */
export async function packageWithPack(
  { name, version }: { readonly name: string; readonly version: string },
  seat: PackSeat,
  request: PacksRequest,
  effects: Effects,
  options: PackOptions,
): Promise<ReadPack> {
  let found: NpmPack;
  try {
    found = await npmPack({ name, version, written: seat.reference }, request, effects, options);
  } catch (error) {
    effects.signal.throwIfAborted();
    if (!(error instanceof TowpathError)) throw error;
    const { message, hint, kind } = error;
    const outcome = kind === "fault" ? "error" : "fail";
    return { packs: [], findings: [packFinding(seat, { code: "operation/pack-not-fetched", outcome, message, hint })] };
  }
  const called = `${name}@${version}`;
  const { root } = found;
  const show = (path: string): string => `${called}${path.slice(root.length).replaceAll("\\", "/")}`;
  const home = { path: join(root, "pack.yaml"), boundary: root, show };
  if (found.isData) {
    const { dataPacks } = await import("./data-packs.ts");
    const view = installedView(filesWithin(nodeFiles, root));
    const { types } = request.platform;
    const read = dataPacks([home.path], { home, view, types, name, from: called });
    const none = read.packs.length === 0 && read.findings.length === 0;
    return {
      packs: read.packs.map((pack) => ({ reference: seat.reference, ...pack, version: pack.version ?? version })),
      findings: none ? [brokenPack(seat, called, { why: "its pack.yaml is no PolicyPack" })] : read.findings,
    };
  }
  const file = mainModule(root);
  if (file === undefined) {
    const message = `The package ${shown(called)} holds neither a pack.yaml nor a module that is its main one.`;
    const hint =
      "A package that is a pack has a pack.yaml at its top, or a main module (`exports` in its package.json) that exports a pack.";
    return { packs: [], findings: [packFinding(seat, { code: "operation/pack-not-found", message, hint })] };
  }
  const { codePack } = await import("./code-pack.ts");
  const { isBroken } = await import("./code-module.ts");
  const pack = await codePack({ file, home, view: installedView(), show, from: called });
  if (isBroken(pack)) return { packs: [], findings: [brokenPack(seat, called, pack)] };
  return { packs: [{ reference: seat.reference, kind: "code", version, ...pack }], findings: [] };
}
