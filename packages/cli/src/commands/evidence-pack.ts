import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS, PERIOD_OPTIONS } from "./command.ts";

export const evidencePack: Command = {
  name: "evidence pack",
  summary: "write what an auditor takes along",
  description:
    "Writes a folder with the population of all deployments as CSV, a folder for each with its signed statements, the whole record with what its anchors have seen, and one page to begin with. It needs nothing but itself and the platform's public key to be verified.",
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    ...PERIOD_OPTIONS,
    { flags: "-o, --out <folder>", description: "a folder that is not there yet, or is empty (default: evidence)" },
  ],
  examples: [
    ["towpath evidence pack -e prod --from 2026-10-01 --to 2026-12-31 --out evidence-q4", "packs a quarter of prod"],
  ],
  run: async (input, effects) => {
    const { evidencePack } = await import("@towpath/operations/evidence-pack");
    const [from, to, out = "evidence"] = [input.text("from"), input.text("to"), input.text("out")];
    return evidencePack({ ...environmentRequest(input), from, to, out }, effects);
  },
};
