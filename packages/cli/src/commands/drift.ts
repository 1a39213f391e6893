import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS, REPORT_OPTIONS } from "./command.ts";

export const drift: Command = {
  name: "drift",
  reports: "drift",
  summary: "hold what is there against what was applied",
  description:
    "Names each resource and workload that is not as it was left, what differs in it, and the plan back. Exits with 1 when something drifted, and with 0 when nothing did or nothing was applied yet. What the manifest says by now and nobody applied is no drift. Changes nothing.",
  options: [ENVIRONMENT_OPTION, ...MANIFEST_OPTIONS, ...REPORT_OPTIONS],
  examples: [
    ["towpath drift -e dev", "says what somebody changed by hand; towpath apply -e dev mends it"],
    ["towpath drift -e dev --format markdown", "writes it as a page, for a nightly job"],
  ],
  run: async (input, effects) => {
    const { drift } = await import("@towpath/operations/drift");
    return drift(environmentRequest(input), effects);
  },
};
