import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { cleanVariables } from "../example/towpath-command.ts";
import type { Command } from "../measure/run-timed.ts";

const PROVIDER = 'provider["terraform.io/builtin/terraform"]';
const TYPE = ["object", { name: "string", size: "number" }];

/** Where Terraform, or OpenTofu, is on this machine; undefined where it is not. */
export function findTerraform(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders
    .flatMap((folder) => [join(folder, "terraform"), join(folder, "tofu")])
    .find((file) => existsSync(file));
}

/**
 * A Terraform configuration of so many `terraform_data`, which need no provider to be fetched. With a state that has them all,
 * written here: to have Terraform apply thousands takes it many minutes.
 */
export function terraformFolder(program: string, folder: string, count: number, isApplied: boolean): string {
  mkdirSync(folder, { recursive: true });
  const inputs = Array.from({ length: count }, (_, size) => ({ size, name: `thing-${size}` }));
  const resources = Object.fromEntries(inputs.map((input) => [`r${input.size}`, { input }]));
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ resource: { terraform_data: resources } }));
  if (isApplied) writeFileSync(join(folder, "terraform.tfstate"), JSON.stringify(stateOf(inputs)));
  const { status, stderr } = spawnSync(program, ["init", "-input=false"], {
    cwd: folder,
    env: variables(),
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`terraform init failed.\n${stderr}`);
  return folder;
}

/** `terraform plan` in a folder; it ends with an error where anything would change. */
export function terraformPlan(program: string, folder: string): Command {
  return terraform(program, folder, ["plan", "-detailed-exitcode"]);
}

/** `terraform apply` in a folder. */
export function terraformApply(program: string, folder: string): Command {
  return terraform(program, folder, ["apply", "-auto-approve"]);
}

function terraform(program: string, folder: string, words: readonly string[]): Command {
  const args = [...words, "-input=false", "-no-color"];
  return { file: program, args, folder, variables: variables(), outputFile: join(folder, "output.log") };
}

function variables(): Command["variables"] {
  return { ...cleanVariables(), CHECKPOINT_DISABLE: "1" };
}

/** Version 4 of Terraform's state, as it writes it itself. */
function stateOf(inputs: readonly { readonly size: number; readonly name: string }[]) {
  const resources = inputs.map((value) => ({
    mode: "managed",
    type: "terraform_data",
    name: `r${value.size}`,
    provider: PROVIDER,
    instances: [
      {
        schema_version: 0,
        attributes: {
          id: randomUUID(),
          input: { value, type: TYPE },
          output: { value, type: TYPE },
          triggers_replace: null,
        },
        sensitive_attributes: [],
      },
    ],
  }));
  return {
    version: 4,
    terraform_version: "1.0.0",
    serial: 1,
    lineage: randomUUID(),
    outputs: {},
    resources,
    check_results: null,
  };
}
