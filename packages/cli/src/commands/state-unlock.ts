import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const stateUnlock: Command = {
  name: "state unlock",
  summary: "take a lock away from a run that is gone",
  description:
    "With --stale only from a holder that is gone: its process on this machine has ended, or it gives no sign of life for a minute while it is watched. With --run from the run that is named, whether it lives or not. Whoever had the lock is refused at its next write.",
  argument: {
    syntax: "[key]",
    description: "a key of state list (default: every lock of the service in the environment)",
  },
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    { flags: "--stale", description: "only from a holder that is shown to be gone" },
    { flags: "--run <run>", description: "from this run, as state list names it" },
    { flags: "-y, --yes", description: "do not ask" },
  ],
  examples: [
    ["towpath state unlock -e prod --stale", "watches the holder for a minute, and takes the lock if it is gone"],
    ["towpath state unlock -e prod --run 4711/1 --yes", "takes the lock from the workflow run 4711"],
  ],
  run: async (input, effects) => {
    const { stateUnlock } = await import("@towpath/operations/state-unlock");
    return stateUnlock(
      {
        ...environmentRequest(input),
        key: input.arguments[0],
        isStale: input.flag("stale"),
        run: input.text("run"),
        confirm: input.flag("yes") ? async () => true : input.ask,
      },
      effects,
    );
  },
};
