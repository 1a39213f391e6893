import type { ExportedRoot } from "@towpath/engine-terraform";
import type { Graph } from "@towpath/manifest";

/** Where an exported root keeps what it needs to know of secrets. */
export const NUMBERS_FILE = "versions.auto.tfvars.json";
/** A list of what is to be set. */
export const EXAMPLE_FILE = "terraform.tfvars.example";
/** What Terraform calls a state that lies beside its module. */
export const STATE_FILE = "terraform.tfstate";

/** What is to be set before the first plan: names and what they are, never values. */
export function tfvarsExample({ variables }: Pick<ExportedRoot, "variables">): string {
  return [
    "# What is secret stands in no file of this folder. Set each of these in the environment, as TF_VAR_NAME,",
    "# or in a file of yours that is never committed. A secret that was generated and is not known any more may be",
    "# any text as long as its number in versions.auto.tfvars.json stays: it is sent only when that changes.",
    ...variables.flatMap(({ name, description }) => ["", `# ${oneLine(description)}`, `${name} = ""`]),
    "",
  ].join("\n");
}

const UNREAD = [
  "**To be read, and not to be applied.** Whoever exported it could not read the state of the environment, so this is what a first",
  "apply would make: what is kept there for its data, renames and imports are not in it. To carry on from here, export again as somebody",
  "who may read the state.",
  "",
];

/** The page of an exported folder: what it is, and how to go on from here. */
export function terraformPage(
  { service, environment }: Graph,
  root: ExportedRoot,
  { hasState, unread }: { readonly hasState: boolean; readonly unread?: Error | undefined },
): string {
  const { engine, variables, backend, kept } = root;
  const head = [
    `# ${service.name} in ${environment.name}`,
    "",
    `What Towpath makes of the service \`${service.name}\` in the environment \`${environment.name}\` with Terraform (engine \`${engine}\`): the`,
    "root module as it is applied, and the platform's own modules. It needs Terraform or OpenTofu, and nothing of Towpath.",
    "",
  ];
  if (unread) return [...head, ...UNREAD].join("\n");
  const lines = [
    ...head,
    "```sh",
    "terraform init",
    "terraform plan # says that nothing would change",
    "```",
    "",
    "## Before the first plan",
    "",
    "- Sign in where the providers need it, as Towpath's pipeline did.",
    ...(variables.length > 0
      ? [`- Set the variables that hold secrets: \`${EXAMPLE_FILE}\` lists them. No file here has their values.`]
      : []),
    ...stateLines(backend, hasState),
    ...(kept.length > 0
      ? [
          `- ${kept.map((address) => `\`${address}\``).join(", ")}: in no manifest any more, and kept for its data. Taking such a module out of`,
          "  `main.tf.json` destroys what it holds.",
        ]
      : []),
    "",
    "## From then on",
    "",
    "Let one of the two apply: what Terraform changes here Towpath does not know, and what `towpath apply` makes of the manifest",
    "overwrites what was changed here. `main.tf.json` is yours to edit, in Terraform's",
    "[JSON syntax](https://developer.hashicorp.com/terraform/language/syntax/json). The output `towpath` tells Towpath whose",
    "state this is: leave it until you never go back.",
    "",
  ];
  return lines.join("\n");
}

function stateLines(backend: string | undefined, hasState: boolean): readonly string[] {
  if (backend !== undefined)
    return [
      `- The state stays where it is: the backend \`${backend}\` in \`main.tf.json\`. It needs the credentials for that.`,
    ];
  if (hasState)
    return [
      `- The state is in \`${STATE_FILE}\`. **It holds secrets in clear text**: never commit it, and move it to a backend of your own`,
      "  (a `backend` block in `main.tf.json`, then `terraform init -migrate-state`).",
    ];
  return [
    "- The state is in Towpath's state store, not here: without it Terraform would make everything anew. Export again with `--state` to",
    "  take it along.",
  ];
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}
