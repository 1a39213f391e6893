import type { Command } from "./command.ts";

export const importScore: Command = {
  name: "import score",
  summary: "make a manifest of a Score file",
  description:
    "Prints a towpath.yaml that says what a Score file says and resolves to the same graph. Not needed to use one: every command takes a score.yaml as it is.",
  argument: { syntax: "[file]", description: "the Score file (default: score.yaml)" },
  options: [
    {
      flags: "--overrides-file <path>",
      description: "a file that is laid over it; may be given more than once",
      isList: true,
    },
    {
      flags: "--override-property <path=value>",
      description: "a value that is set, as containers.web.image=nginx:1.29; nothing behind = takes it out",
      isList: true,
    },
    { flags: "-o, --out <path>", description: "write it to a file" },
    { flags: "-y, --yes", description: "overwrite a file that is there" },
  ],
  examples: [
    ["towpath import score", "prints the manifest that score.yaml becomes"],
    ["towpath import score deploy/score.yaml -o towpath.yaml", "writes it, with paths that lead where they led"],
    ["towpath import score --override-property containers.web.image=nginx:1.29", "sets the image first"],
  ],
  run: async (input, effects) => {
    const { importScore } = await import("@towpath/operations/import-score");
    return importScore(
      {
        file: input.arguments[0],
        overrides: input.list("overridesFile"),
        set: input.list("overrideProperty"),
        out: input.text("out"),
        confirm: input.flag("yes") ? async () => true : input.ask,
      },
      effects,
    );
  },
};
