import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const evidenceVerify: Command = {
  name: "evidence verify",
  summary: "look whether a record of evidence is whole and whose signatures it holds",
  description:
    "Looks at every entry, every statement and every signature, and at what the anchor has seen. What was changed, removed, put in another order, cut off or written anew is named as that; ends with 1 then. Signatures are always verified offline.",
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    { flags: "--offline", description: "ask nobody over the network: an anchor at GitHub is left out" },
    {
      flags: "--pack <folder>",
      description: "a folder that evidence pack wrote, in the place of the environment's record",
    },
    {
      flags: "--key <path>",
      description: "of a pack: a public key whose signatures count (default: those of the platform)",
      isList: true,
    },
  ],
  examples: [
    ["towpath evidence verify -e prod", "looks at the service's record in prod"],
    ["towpath evidence verify --pack evidence-q4 --key platform.pub", "looks at a pack, on any machine"],
    [
      "towpath evidence verify --pack evidence-q4 --platform platform.yaml",
      "the same, by whom that platform believes: keys, and identities of runs",
    ],
  ],
  run: async (input, effects) => {
    const { evidenceVerify } = await import("@towpath/operations/evidence-verify");
    return evidenceVerify(
      {
        ...environmentRequest(input),
        isOffline: input.flag("offline"),
        pack: input.text("pack"),
        keys: input.list("key"),
      },
      effects,
    );
  },
};
