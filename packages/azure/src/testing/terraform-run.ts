import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type JsonObject, Secret } from "@towpath/core";
import { type ModuleHome, recipeOutputs, rootModule, terraformRecipe } from "@towpath/engine-terraform";
import type { Graph } from "@towpath/manifest";
import type { OutputValue } from "@towpath/provisioning";
import type { RunningProvider } from "@towpath/testkit/terraform";
import { PACKAGE } from "./azure-service.ts";

/** What each generated password is in tests. */
export const PASSWORD = "Generated-4-tests-and-nobody-else-00042";

/** What a plan does with one thing. */
export interface PlannedThing {
  readonly address: string;
  readonly actions: readonly string[];
}

/** A service's root module in a folder of its own, for the real program. */
export interface TerraformRun {
  /** Writes the root module of a graph, and initialises it. */
  write(graph: Graph, moved?: Parameters<typeof rootModule>[0]["moved"]): Promise<void>;
  /** Warnings and errors of `terraform validate`. */
  validate(): Promise<readonly string[]>;
  /** What would change. @throws with what Terraform says, where it can make no plan */
  plan(): Promise<readonly PlannedThing[]>;
  /** @throws with what Terraform says */
  apply(): Promise<void>;
  /** What the types' contracts give, after an apply. */
  outputs(graph: Graph): Promise<Readonly<Record<string, Readonly<Record<string, OutputValue>>>>>;
  /** What Terraform keeps, and the plan that it made last. */
  kept(): string;
  [Symbol.dispose](): void;
}

/**
 * @param program the path of terraform
 * @param home the folder of the resource types, and what their modules may not leave
 */
export function terraformRun(
  program: string,
  provider: RunningProvider,
  home: ModuleHome = { folder: join(PACKAGE, "types"), boundary: PACKAGE },
): TerraformRun {
  const folder = mkdtempSync(join(tmpdir(), "towpath-azure-"));
  const secrets: Record<string, string> = {};
  const run = (...args: readonly string[]) =>
    new Promise<string>((resolve, reject) => {
      const env = {
        PATH: process.env["PATH"],
        HOME: folder,
        CHECKPOINT_DISABLE: "1",
        TF_IN_AUTOMATION: "1",
        TF_INPUT: "0",
        ...provider.variables,
        ...secrets,
      };
      execFile(program, [...args], { cwd: folder, env, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
        const isAnswer = !error || (args[0] === "validate" && stdout.startsWith("{"));
        if (isAnswer) resolve(stdout);
        else reject(new Error(`terraform ${args.join(" ")}\n${stdout.slice(-4_000)}${stderr.slice(-8_000)}`));
      });
    });
  return {
    write: async (graph, moved = []) => {
      const root = await rootModule({
        graph,
        engine: "azure",
        wanted: graph.resources.filter(({ engine }) => engine === "azure"),
        kept: [],
        moved,
        imports: [],
        outputs: async () => undefined,
        secrets: async () => new Secret("none"),
        generated: async () => new Secret(PASSWORD),
        homeOf: () => home,
        backend: "none",
      });
      rmSync(join(folder, "modules"), { recursive: true, force: true });
      for (const [path, bytes] of root.files) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), bytes);
      }
      for (const [name, secret] of Object.entries(root.variables)) secrets[`TF_VAR_${name}`] = secret.reveal();
      await run("init", "-no-color");
    },
    validate: async () => {
      const { diagnostics }: { diagnostics: readonly { summary: string; detail?: string }[] } = JSON.parse(
        await run("validate", "-json"),
      );
      return diagnostics.map(({ summary, detail = "" }) => `${summary}: ${detail}`);
    },
    plan: async () => {
      await run("plan", "-no-color", "-out=plan");
      const text = await run("show", "-json", "plan");
      writeFileSync(join(folder, "plan.json"), text);
      const shown: { resource_changes?: readonly { address: string; change: { actions: readonly string[] } }[] } =
        JSON.parse(text);
      return (shown.resource_changes ?? [])
        .map(({ address, change }) => ({ address, actions: change.actions }))
        .filter(({ actions }) => actions.some((action) => action !== "no-op" && action !== "read"));
    },
    apply: async () => {
      await run("apply", "-no-color", "-auto-approve");
    },
    outputs: async (graph) => {
      const given: Readonly<Record<string, { readonly value: JsonObject }>> = JSON.parse(await run("output", "-json"));
      return Object.fromEntries(
        graph.resources.map((resource) => [
          resource.name,
          recipeOutputs(terraformRecipe(resource), resource.outputs, given[resource.name]?.value ?? {}, {
            password: new Secret(PASSWORD),
          }),
        ]),
      );
    },
    kept: () =>
      ["terraform.tfstate", "main.tf.json", "plan.json"]
        .map((name) => readFileSync(join(folder, name), "utf8"))
        .join("\n"),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
