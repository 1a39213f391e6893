import { type Finding, makeFinding, TowpathError } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import { type Context, readState, stateKey, type Target } from "@towpath/provisioning";
import { lockFile } from "../module/lock-file.ts";
import { vendorModules } from "../module/vendor-modules.ts";
import { findProgram } from "../program/find-program.ts";
import type { TerraformEngineParts } from "./engine-parts.ts";
import { keptCalls } from "./kept-calls.ts";
import { engineOptions, withWholePath } from "./session.ts";
import { shareOf } from "./share.ts";

const PAGE = "packages/operations/docs/errors.md";

/**
 * Whether an engine can work: its options are sound, the program is there and of a fitting version, the modules and the lock file
 * are where the platform says. A finding for each thing that is not. Touches nothing.
 */
export async function prepareEngine(
  parts: TerraformEngineParts,
  target: Target,
  context: Context,
): Promise<readonly Finding[]> {
  const { graph } = target;
  const state = await readState(target.state, stateKey(graph.service.name, graph.environment.name));
  const share = shareOf(parts.name, target, "match", state);
  if (share.isEmpty) return [];
  const findings: Finding[] = [];
  const look = async (check: () => unknown, resource?: GraphResource): Promise<void> => {
    try {
      await check();
    } catch (error) {
      if (!(error instanceof TowpathError)) throw error;
      findings.push(findingOf(error, target, resource));
    }
  };
  let isSound = false;
  await look(() => {
    engineOptions(parts.name, target);
    isSound = true;
  });
  if (isSound) {
    const { options, place } = engineOptions(parts.name, target);
    await look(() => findProgram(withWholePath(options, parts), context, place));
    await look(() => lockFile({ graph, engine: parts.name, platformFolder: parts.platformFolder }, options));
  }
  const request = { graph, engine: parts.name, homeOf: parts.homeOf };
  for (const resource of share.wanted)
    await look(() => vendorModules({ ...request, wanted: [resource], kept: [] }), resource);
  await look(async () => vendorModules({ ...request, wanted: [], kept: await keptCalls(share.kept, parts.secretBox) }));
  return findings;
}

function findingOf(error: TowpathError, { graph }: Target, resource: GraphResource | undefined): Finding {
  const { code, message, hint, place } = error;
  const at = place ?? resource?.origin.place ?? graph.environment.origin.place;
  return makeFinding({
    code,
    message,
    docs: `${PAGE}#${code.replace("/", "-")}`,
    outcome: error.kind === "fault" ? "error" : "fail",
    service: graph.service.name,
    ...(resource ? { address: resource.address } : {}),
    environments: [graph.environment.name],
    places: [at],
    suggestions: hint === undefined ? [] : [hint],
    discriminator: message,
  });
}
