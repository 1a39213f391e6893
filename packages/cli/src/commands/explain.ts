import { type Command, MANIFEST_OPTIONS } from "./command.ts";

export const explain: Command = {
  name: "explain",
  summary: "say why a value is what it is: each layer's say with its place, and what one could do",
  description:
    "Says why a value is what it is: what the resource type, the platform, the service and its environment say of it, with file and line; which of them holds; what its placeholders stand for; and what one could do to change it. Secrets are shown nowhere.",
  argument: {
    syntax: "<path>",
    description: "as in the manifest (resources.db.settings.tls, workload.scale.min), or a rule (setting/postgres/tls)",
  },
  options: [
    {
      flags: "-e, --environment <name>",
      description: "only this environment; may be given more than once (default: all, those that are alike together)",
      isList: true,
    },
    ...MANIFEST_OPTIONS,
  ],
  examples: [
    ["towpath explain workload.scale.min", "says who decides how often the service runs, in each environment"],
    ["towpath explain resources.db -e prod", "lists all that holds of a database in prod, with who says it"],
    ["towpath explain setting/postgres/maxConnections", "explains that setting of every PostgreSQL database"],
  ],
  run: async (input, effects) => {
    const { explain } = await import("@towpath/operations/explain");
    return explain(
      {
        path: input.arguments[0] ?? "",
        manifest: input.text("file"),
        platform: input.text("platform"),
        environments: input.list("environment"),
      },
      effects,
    );
  },
};
