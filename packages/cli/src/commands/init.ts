import type { Command } from "./command.ts";

export const init: Command = {
  name: "init",
  summary: "write a manifest for the service in a folder",
  description:
    "Looks at the folder (language, scripts, port, database clients, Dockerfile, Compose and Score files, CODEOWNERS), asks on a terminal for what it cannot find, and writes a towpath.yaml that passes the check. Runs nothing, overwrites nothing, and reads no .env file.",
  argument: { syntax: "[folder]", description: "the service's folder (default: the present one)" },
  options: [
    { flags: "--name <name>", description: "the service's name" },
    { flags: "--owner <team>", description: "the team that owns it" },
    { flags: "--run <command>", description: "the command that starts it" },
    { flags: "--port <number>", description: "the port on which it is reached" },
    { flags: "--build <command>", description: "a build command; may be given more than once", isList: true },
    { flags: "--output <path>", description: "what to pack; may be given more than once", isList: true },
    { flags: "--test <command>", description: "the command that tests it" },
    {
      flags: "--resource <name=type>",
      description: "a resource, as db=postgres or db=postgres:17; may be given more than once",
      isList: true,
    },
    {
      flags: "-p, --platform <platform>",
      description:
        "the platform, which the manifest then names: a path, an npm package, a git tag (default: the starter platform)",
    },
    { flags: "--schema <path>", description: "where editors find the schema (default: its address)" },
    { flags: "-y, --yes", description: "take what was found, ask nothing" },
    { flags: "--print", description: "print the manifest, write nothing" },
  ],
  examples: [
    ["towpath init", "writes towpath.yaml for the service in this folder"],
    ["towpath init services/api --print", "shows what it would write for another one"],
    [
      "towpath init --name orders --owner team-shop --run 'node server.js' --port 8080 --resource db=postgres --yes",
      "says all of it, and asks nothing",
    ],
  ],
  run: async (input, effects) => {
    const { init } = await import("@towpath/operations/init");
    return init(
      {
        folder: input.arguments[0],
        platform: input.text("platform"),
        name: input.text("name"),
        owner: input.text("owner"),
        run: input.text("run"),
        port: input.text("port"),
        build: input.list("build"),
        output: input.list("output"),
        test: input.text("test"),
        resources: input.list("resource"),
        schema: input.text("schema"),
        takesFound: input.flag("yes"),
        prints: input.flag("print"),
        questions: input.questions,
      },
      effects,
    );
  },
};
