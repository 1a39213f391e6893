import type { GraphWorkload } from "@towpath/manifest";
import { describeEnding } from "../commands/run-command.ts";
import type { ProofRequest } from "./prove.ts";
import type { Tally } from "./watch.ts";

/**
 * Runs a workload's smoke command in the release's files; its variable `TOWPATH_URL` is the address.
 *
 * @returns why it did not pass
 */
export async function runSmoke(
  request: ProofRequest,
  workload: GraphWorkload,
  address: string | undefined,
  tally: Tally,
): Promise<{ readonly problem: string; readonly logTail: readonly string[] } | undefined> {
  const { host, target, release, context, settings } = request;
  const run = workload.deploy.smoke;
  if (run === undefined) return undefined;
  const result = await host.run(
    target,
    {
      workload: workload.address,
      purpose: "smoke",
      run,
      in: { release },
      extra: address === undefined ? {} : { TOWPATH_URL: address },
      timeoutMs: settings.smokeTimeoutMs,
    },
    context,
  );
  tally.checks += 1;
  if (result.exitCode === 0 && !result.timedOut) return undefined;
  tally.failed += 1;
  return { problem: `the smoke command "${run}" ${describeEnding(result)}`, logTail: result.logTail };
}
