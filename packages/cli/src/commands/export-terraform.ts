import { type Command, ENVIRONMENT_OPTION, environmentRequest, MANIFEST_OPTIONS } from "./command.ts";

export const exportTerraform: Command = {
  name: "export terraform",
  summary: "write what Terraform makes of a service, to carry on without Towpath",
  description:
    "Writes the root module of an environment as Terraform gets it: main.tf.json with the platform's backend and providers, the platform's modules, a list of the variables that hold secrets, and a README. Secrets are in none of these. Without the credentials of the state it is what a first apply would make, to be read. A folder with anything else in it is left alone.",
  options: [
    ENVIRONMENT_OPTION,
    ...MANIFEST_OPTIONS,
    { flags: "-o, --out <folder>", description: "where to write it (default: terraform/ENVIRONMENT)" },
    {
      flags: "--state",
      description: "write the state that Towpath keeps, too: it holds secrets in clear text, for you alone to read",
    },
  ],
  examples: [
    ["towpath export terraform -e prod", "writes the root module of prod to terraform/prod"],
    ["towpath export terraform -e prod -o ../shop-infra --state", "takes the state along, where Towpath keeps it"],
  ],
  run: async (input, effects) => {
    const { exportTerraform } = await import("@towpath/operations/export-terraform");
    return exportTerraform(
      { ...environmentRequest(input), out: input.text("out"), withState: input.flag("state") },
      effects,
    );
  },
};
