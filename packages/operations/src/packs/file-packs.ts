import { extname, join } from "node:path";
import type { Finding, Level, Place } from "@towpath/core";
import { filesNamed } from "@towpath/manifest/policy";
import { shown } from "../platform/wrong-reference.ts";
import type { View } from "../trust/standpoint.ts";
import type { ReadPack } from "./foreign-pack.ts";
import { type PackSeat, packFinding } from "./pack-finding.ts";
import type { PacksRequest, PackViews } from "./pack-views.ts";
import type { LoadedPack } from "./packs.ts";

/** The packs in the files that a platform names by a path or a glob. */
export async function filePacks(
  reference: { readonly kind: "data" | "code"; readonly path: string },
  seat: PackSeat,
  request: PacksRequest,
  { rules, code, leftOut }: PackViews,
): Promise<ReadPack> {
  const { home } = request.platform;
  if (!home) return { packs: [], findings: [] };
  if (reference.kind === "code" && code.trust === "proposed")
    return { packs: [], findings: [proposedCode(seat, leftOut)] };
  const named = (path: string, view: View) => {
    const found = filesNamed([path], ["policies", "packs"], { home, source: request.platform.source }, view.files);
    return { paths: found.paths, findings: found.findings.map((one) => seated(one, seat)) };
  };
  if (reference.kind === "code") {
    const { paths, findings } = named(reference.path, code);
    if (findings.length > 0 && rules !== code && named(reference.path, rules).findings.length === 0)
      return { packs: [], findings: [proposedCode(seat, leftOut)] };
    return withCode(paths, findings, seat, request, code);
  }
  const { paths, findings } = named(withPackFile(reference.path, rules, home.path), rules);
  const { dataPacks } = await import("./data-packs.ts");
  const { types } = request.platform;
  const read = dataPacks(paths, { home, view: rules, types, name: seat.reference });
  const strange = read.other.map((file) => notAPack(seat, home.show(file)));
  return {
    packs: read.packs.map((pack) => ({ reference: seat.reference, ...pack })),
    findings: [...findings, ...read.findings, ...strange],
  };
}

/** A folder stands for the pack in it. */
function withPackFile(path: string, { files }: View, platform: string): string {
  const folder = join(platform, "..", path);
  return !path.includes("*") && files.list(folder) !== undefined ? join(path, "pack.yaml") : path;
}

async function withCode(
  paths: readonly string[],
  findings: readonly Finding[],
  seat: PackSeat,
  { platform: { home } }: PacksRequest,
  view: View,
): Promise<ReadPack> {
  const packs: LoadedPack[] = [];
  const broken: Finding[] = [];
  const { codePack } = await import("./code-pack.ts");
  const { isBroken } = await import("./code-module.ts");
  for (const file of home ? paths : []) {
    if (!home) break;
    const pack = await codePack({ file, home, view, show: home.show });
    if (isBroken(pack)) broken.push(brokenPack(seat, home.show(file), pack));
    else packs.push({ reference: seat.reference, kind: "code", ...pack });
  }
  return { packs, findings: [...findings, ...broken] };
}

/** What is said of a pack that cannot be used. */
export function brokenPack(
  seat: PackSeat,
  called: string,
  { why, hint, at }: { readonly why: string; readonly hint?: string | undefined; readonly at?: Place | undefined },
): Finding {
  return packFinding(seat, {
    code: "operation/pack-broken",
    outcome: "error",
    message: `The policy pack ${shown(called)} could not be loaded: ${/[.!?]$/.test(why) ? why : `${why}.`}`,
    hint: hint ?? "This is a fault of the pack: tell whoever maintains it, or leave it out of the platform.",
    at,
  });
}

function notAPack(seat: PackSeat, file: string): Finding {
  const what = extname(file) === "" ? "no file with an ending that is known" : "neither a PolicyRule nor a PolicyPack";
  return packFinding(seat, {
    code: "operation/pack-not-found",
    message: `${shown(file)} is ${what}, so it brings no rules.`,
    hint: "Name files of kind PolicyRule or PolicyPack, or modules (.ts, .js, .mjs) that export a pack.",
  });
}

/** The finding as it stands where the platform names the pack. */
function seated(finding: Finding, { index, place }: PackSeat): Finding {
  return { ...finding, address: `policies.packs.${index}`, places: place ? [place] : [] };
}

/** Code that somebody proposes does not run where it could read a token. */
function proposedCode(seat: PackSeat, level: Level): Finding {
  return packFinding(seat, {
    code: "operation/pack-proposed",
    level,
    message: `The policy pack ${shown(seat.reference)} runs code, and what is here of it is what somebody proposes, so it is not run.`,
    hint: "It counts once it is merged. Rules in YAML (kind: PolicyRule) run no code; or publish the pack and name it in one version: @acme/policy@1.2.3.",
  });
}
