import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const evidenceList: Command = {
  name: "evidence list",
  summary: "list what is on record of a service, and who signed it",
  description:
    "Shows every signed statement: how releases were built and tested, what they are made of, who reviewed them, how deployments and plans ended, what was let pass. Ends with 1 where one is not believed.",
  argument: { syntax: "[about]", description: "a digest or a commit, or its beginning: only what is said about that" },
  options: [ENVIRONMENT_OPTION, ...MANIFEST_OPTIONS],
  examples: [
    ["towpath evidence list -e prod", "lists everything on record of the service in prod"],
    ["towpath evidence list -e prod ab12cd34", "lists what is said about one release or commit"],
  ],
  run: async (input, effects) => {
    const { evidenceList } = await import("@towpath/operations/evidence-list");
    return evidenceList({ ...environmentRequest(input), about: input.arguments[0] }, effects);
  },
};
