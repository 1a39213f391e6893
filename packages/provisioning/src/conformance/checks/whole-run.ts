import { Secret } from "@towpath/core";
import type { Kit } from "../bench.ts";
import { CheckFailed } from "../check-failed.ts";
import { overdue } from "../verdict.ts";
import type { CheckRun } from "./check-run.ts";

/** What is looked at in all that went before: whether a secret stands where people see it, and whether a call took too long. */
export function wholeRunChecks(kit: Kit): readonly CheckRun[] {
  return [
    { check: "secrets", needs: ["create"], run: () => secretsKept(kit) },
    {
      check: "time-limit",
      needs: ["want"],
      run: async () => {
        const late = overdue(kit, kit.calls);
        if (late !== undefined) throw new CheckFailed("time-limit", late);
      },
    },
  ];
}

async function secretsKept({ subject, exposure, calls, folder }: Kit): Promise<void> {
  const { outputs: contract } = subject.type;
  for (const { method, observed } of calls)
    for (const [name, value] of Object.entries(observed?.outputs ?? {})) {
      const isSecret = contract[name]?.isSecret;
      if (isSecret === true && !(value instanceof Secret))
        throw new CheckFailed(
          "secrets",
          `${method} gives "${name}" as a plain value: the type says that it is secret.`,
        );
      if (isSecret === false && value instanceof Secret)
        throw new CheckFailed(
          "secrets",
          `${method} gives "${name}" as a secret: the type does not say that it is one.`,
        );
    }
  await exposure.seenFolder("the state", folder);
  const [first] = exposure.exposed();
  if (first)
    throw new CheckFailed("secrets", `The secret output "${first.output}" stands in clear text in ${first.where}.`);
}
