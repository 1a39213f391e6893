import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS, PERIOD_OPTIONS } from "./command.ts";

export const comply: Command = {
  name: "comply",
  summary: "say which controls held, with the evidence for each",
  description:
    "Holds what serves now, a release, or every deployment of a period against the platform's controls, or the built-in catalogue (SOC 2, ISO 27001, PCI DSS, SLSA): which held and by which signed statements, which did not and why, which are waived, which lapsed in between. Compares what runs with the record, too. Ends with 1 where one did not hold.",
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    { flags: "--release <digest>", description: "the artifact's digest, or its beginning (default: what serves now)" },
    ...PERIOD_OPTIONS,
    { flags: "--html <path>", description: "write the report as one page, too" },
    { flags: "--record", description: "sign the verdict and put it on record" },
  ],
  examples: [
    ["towpath comply -e prod", "says which controls held for what serves prod now"],
    ["towpath comply -e prod --from 2026-10-01 --to 2026-12-31 --html controls.html", "reports a quarter as a page"],
    ["towpath comply -e prod --release sha256:ab12cd34 --json", "reports one release as one JSON document"],
  ],
  run: async (input, effects) => {
    const { comply } = await import("@towpath/operations/comply");
    return comply(
      {
        ...environmentRequest(input),
        release: input.text("release"),
        from: input.text("from"),
        to: input.text("to"),
        html: input.text("html"),
        isRecorded: input.flag("record"),
      },
      effects,
    );
  },
};
