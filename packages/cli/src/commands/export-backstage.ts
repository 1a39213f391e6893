import { type Command, MANIFEST_OPTIONS } from "./command.ts";

export const exportBackstage: Command = {
  name: "export backstage",
  summary: "write catalog-info.yaml for Backstage",
  description:
    "Writes services as a Backstage catalogue: a component for each, with its interfaces, the resources of all of its environments, its system and its team. A file that someone wrote by hand is not overwritten without asking.",
  argument: { syntax: "[files...]", description: "manifests, folders or globs (default: towpath.yaml)" },
  options: [
    ...MANIFEST_OPTIONS.filter(({ flags }) => !flags.includes("--file")),
    { flags: "-o, --out <path>", description: "where to write it; - prints it (default: catalog-info.yaml)" },
    { flags: "--check", description: "write nothing, and fail where the file is not in step" },
    {
      flags: "--without <kind>",
      description: "leave out api, resource, system or group, where another repository writes them",
      isList: true,
      choices: ["api", "resource", "system", "group"],
    },
    { flags: "-y, --yes", description: "overwrite a file that someone wrote by hand" },
  ],
  examples: [
    ["towpath export backstage", "writes catalog-info.yaml for the service in this folder"],
    ["towpath export backstage --check", "fails in a pipeline when the file is not in step with the manifest"],
    ["towpath export backstage 'services/**/towpath.yaml' -o -", "prints the catalogue of a monorepo"],
  ],
  run: async (input, effects) => {
    const { exportBackstage } = await import("@towpath/operations/export-backstage");
    return exportBackstage(
      {
        manifests: input.arguments,
        platform: input.text("platform"),
        out: input.text("out"),
        checks: input.flag("check"),
        without: input.list("without"),
        confirm: input.flag("yes") ? async () => true : input.ask,
      },
      effects,
    );
  },
};
