import type { Command } from "./command.ts";

export const doctor: Command = {
  name: "doctor",
  summary: "find what is wrong on this machine and in this repository, and say how to mend it",
  description:
    "Looks through the data folder (orphans, dead processes, ports, locks, permissions, leftovers, room), the programs that servers need, and this folder's repository. Starts and changes nothing without --fix, and never touches data. Ends with 1 when something has to be mended.",
  options: [
    {
      flags: "--fix",
      description: "mend what is safe: stale records, permissions, leftovers, caches that nothing uses",
    },
    { flags: "-o, --out <path>", description: "also write everything that is known to a file, as JSON" },
  ],
  examples: [
    ["towpath doctor", "says what is wrong, why it matters, and the command that mends it"],
    ["towpath doctor --fix", "mends what can be mended without touching data"],
  ],
  run: async (input, effects) => {
    const { doctor } = await import("@towpath/operations/doctor");
    return doctor({ isFix: input.flag("fix"), out: input.text("out") }, effects);
  },
};
