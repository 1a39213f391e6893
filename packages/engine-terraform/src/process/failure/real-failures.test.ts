import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { JsonObject } from "@towpath/core";
import { existsAlready, type Fault, refusals, startProvider, terraformHere } from "@towpath/testkit/terraform";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { childVariables } from "../child-variables.ts";
import type { RunResult } from "../run-terraform.ts";
import { temporaryFolder, testRun } from "../testing/test-run.ts";
import { type Doing, failureOf, type RootPlaces } from "./failure-of.ts";

const place = (file: string) => ({ file });
const root: RootPlaces = {
  addressOf: (address) => (address.startsWith("module.db") ? "resources.db" : undefined),
  placeOf: (file, line) => (file === "main.tf.json" ? place(`manifest:${line}`) : undefined),
  placeOfAddress: (address) => (address.startsWith("module.db") ? place("manifest") : undefined),
};
const DATA = { resource: { terraform_data: { a: { triggers_replace: "1" } } } };
const SIZE = `variable "size" {
  type = string
  validation {
    condition     = contains(["s", "m"], var.size)
    error_message = "The size must be s or m."
  }
}
`;

// Without Terraform on this machine there is nothing to drive: terraformHere says so.
describe.skipIf(terraformHere() === undefined)("what the real Terraform says", () => {
  const program = { path: terraformHere() ?? "", product: "terraform", version: "1.11.4" } as const;
  let folder: string;
  let variables: Record<string, string>;
  beforeEach(() => {
    folder = temporaryFolder();
    variables = childVariables(process.env, []);
  });

  function write(main: JsonObject, files: Readonly<Record<string, string>> = {}): void {
    for (const [name, text] of Object.entries({ ...files, "main.tf.json": JSON.stringify(main, undefined, 2) })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  }

  async function run(...args: readonly string[]): Promise<RunResult> {
    const isDocument = args[0] === "show" || args[0] === "validate";
    const options = {
      folder,
      variables,
      args: args.toSpliced(1, 0, "-json"),
      ...(isDocument ? { captures: "stdout" as const } : {}),
    };
    return (await testRun(program, options)).result;
  }

  /** Runs commands, the last of which fails. */
  async function failure(doing: Doing, ...commands: readonly (readonly string[])[]) {
    let last: RunResult | undefined;
    for (const [index, args] of commands.entries()) {
      last = await run(...args);
      if (index < commands.length - 1) expect(last.exitCode, JSON.stringify(last)).toBe(0);
    }
    expect(last?.exitCode).toBe(1);
    return failureOf(last ?? (await run()), doing, root, "prod");
  }

  test("a module that is not there", async () => {
    write({ module: { db: { source: "./modules/none" } } });
    expect(await failure("init", ["init"])).toMatchObject({
      code: "engine-terraform/module-not-found",
      message: expect.stringContaining("The module of resources.db is not where its recipe says"),
      place: { file: "manifest" },
    });
  });

  test("a module's registry, and a provider's, that cannot be reached", async () => {
    write({ module: { db: { source: "modules.invalid/a/b/c", version: "1.0.0" } } });
    expect(await failure("init", ["init"])).toMatchObject({ code: "engine-terraform/module-not-found" });
    write({ terraform: { required_providers: { x: { source: "modules.invalid/a/x" } } } });
    expect(await failure("init", ["init"])).toMatchObject({
      code: "engine-terraform/provider-not-found",
      message: "The provider modules.invalid/a/x cannot be fetched: modules.invalid cannot be reached.",
    });
  });

  test("a program that the module does not want", async () => {
    write({ terraform: { required_version: ">= 99" } });
    expect(await failure("init", ["init"])).toMatchObject({
      code: "engine-terraform/program-version",
      message: expect.stringMatching(/^A module of the platform does not support Terraform version 1\.\d+\.\d+\.$/),
      place: { file: expect.stringMatching(/^manifest:\d$/) },
    });
  });

  test("backends that are unknown, unreachable, or have no credentials", async () => {
    write({ terraform: { backend: { etcd: {} } } });
    expect((await failure("init", ["init"])).code).toBe("engine-terraform/backend-options");
    write({ terraform: { backend: { http: { address: "http://127.0.0.1:9/state", retry_max: 0 } } } });
    expect((await failure("init", ["init"])).code).toBe("engine-terraform/backend-unreachable");
    rmSync(join(folder, ".terraform"), { recursive: true });
    write({ terraform: { backend: { azurerm: { storage_account_name: "x", container_name: "y", key: "z" } } } });
    expect((await failure("init", ["init"])).code).toBe("engine-terraform/credentials");
  });

  test("a value that the module refuses, of a wrong type, or that it does not know", async () => {
    const call = (inputs: JsonObject) => ({ module: { db: { source: "./m", ...inputs } } });
    write(call({ size: "huge" }), { "m/a.tf": SIZE });
    const refused = {
      code: "engine-terraform/module-refused",
      message: "The module of resources.db refuses the input size: The size must be s or m.",
      place: { file: "manifest:5" },
      tail: [
        "The size must be s or m.",
        "This was checked by the validation rule at m/a.tf:3,3-13.",
        'var.size is "huge"',
      ],
    };
    expect(await failure("plan", ["init"], ["plan"])).toMatchObject(refused);
    expect(await failure("validate", ["validate"])).toMatchObject(refused);
    write(call({ size: ["s"] }));
    expect(await failure("plan", ["plan"])).toMatchObject({
      code: "engine-terraform/module-refused",
      message: expect.stringContaining("the input size"),
    });
    write(call({ size: "s", colour: "red" }));
    expect(await failure("plan", ["plan"])).toMatchObject({
      code: "engine-terraform/module-refused",
      message: expect.stringContaining('"colour"'),
      place: { file: "manifest:6" },
    });
  });

  test("a secret that the module refuses is not shown", async () => {
    const variable = SIZE.replace("type = string", "type = string\n  sensitive = true");
    write(
      { variable: { size: { sensitive: true } }, module: { db: { source: "./m", size: "${var.size}" } } },
      { "m/a.tf": variable },
    );
    variables = { ...variables, TF_VAR_size: "correct horse" };
    const refused = await failure("plan", ["init"], ["plan"]);
    expect(refused.code).toBe("engine-terraform/module-refused");
    expect(JSON.stringify([refused.message, refused.hint, refused.tail])).not.toContain("horse");
  });

  test("what the module does not let go", async () => {
    const guarded = {
      resource: { terraform_data: { a: { triggers_replace: "1", lifecycle: { prevent_destroy: true } } } },
    };
    write({ module: { db: { source: "./m" } } }, { "m/main.tf.json": JSON.stringify(guarded) });
    expect(await failure("plan", ["init"], ["apply", "-auto-approve"], ["plan", "-destroy"])).toMatchObject({
      code: "engine-terraform/prevented",
      kind: "refused",
      message: "resources.db (terraform_data.a) would be destroyed, which its module forbids (prevent_destroy).",
      place: { file: "manifest" },
    });
  });

  test("a state of a later release, and one that is none", async () => {
    write(DATA);
    await run("init");
    await run("apply", "-auto-approve");
    const file = join(folder, "terraform.tfstate");
    writeFileSync(file, readFileSync(file, "utf8").replace('"version": 4', '"version": 5'));
    expect((await failure("plan", ["plan"])).code).toBe("engine-terraform/state-newer");
    writeFileSync(file, "no state");
    expect((await failure("plan", ["plan"])).code).toBe("engine-terraform/state-damaged");
  });

  test("a plan of before, and a file that is none", async () => {
    write(DATA);
    const stale = await failure(
      "apply",
      ["init"],
      ["plan", "-out=plan"],
      ["apply", "-auto-approve"],
      ["apply", "plan"],
    );
    expect(stale.code).toBe("engine-terraform/plan-stale");
    writeFileSync(join(folder, "plan"), "no plan");
    expect((await failure("apply", ["apply", "plan"])).code).toBe("engine-terraform/plan-damaged");
    const shown = failureOf(await run("show", "plan"), "show", root, "prod");
    expect(shown.code).toBe("engine-terraform/plan-damaged");
  });

  test("a lock that somebody else holds", async () => {
    const slow = { provisioner: [{ "local-exec": { command: "touch begun; sleep 2" } }] };
    write({ resource: { terraform_data: { a: slow } } });
    await run("init");
    const first = run("apply", "-auto-approve");
    const isBegun = () => {
      try {
        return readFileSync(join(folder, "begun"), "utf8") === "";
      } catch {
        return false;
      }
    };
    await expect.poll(isBegun, { timeout: 10_000 }).toBe(true);
    expect(await failure("plan", ["plan"])).toMatchObject({
      code: "engine-terraform/state-locked",
      message: expect.stringMatching(/^Terraform's state is locked by \S+@\S+ for apply since \d{4}-/),
    });
    await first;
  });

  test("a command of the module's that fails", async () => {
    const broken = { provisioner: [{ "local-exec": { command: "echo broken; exit 3" } }] };
    write(
      { module: { db: { source: "./m" } } },
      { "m/main.tf.json": JSON.stringify({ resource: { terraform_data: { a: broken } } }) },
    );
    expect(await failure("apply", ["init"], ["apply", "-auto-approve"])).toMatchObject({
      code: "engine-terraform/failed",
      message: expect.stringContaining("A command of the module failed at resources.db (terraform_data.a)"),
    });
  });

  test("a provider that is no provider", async () => {
    const override = `provider_installation {\n dev_overrides { "towpath/crash" = ${JSON.stringify(folder)} }\n direct {}\n}\n`;
    write(
      {
        terraform: { required_providers: { crash: { source: "towpath/crash" } } },
        resource: { crash_thing: { a: {} } },
      },
      { rc: override },
    );
    const plugin = "#!/bin/sh\necho 'panic: no' >&2\necho 'goroutine 1 [running]:' >&2\nexit 2\n";
    writeFileSync(join(folder, "terraform-provider-crash"), plugin, { mode: 0o755 });
    variables = { ...variables, TF_CLI_CONFIG_FILE: join(folder, "rc") };
    const crashed = await failure("plan", ["plan"]);
    expect(crashed.message).toBe("The provider towpath/crash stopped in plan.");
    expect(crashed.code).toBe("engine-terraform/provider-crashed");
    // Terraform does not always read what a provider left before it goes on.
    expect(crashed.tail.join("\n")).toMatch(/panic: no|Failed to read any lines from plugin's stdout/);
  });

  describe("of a provider", () => {
    let provider: Awaited<ReturnType<typeof startProvider>>;
    beforeAll(async () => {
      provider = await startProvider();
    });
    afterAll(() => provider.close());

    async function applied(fault: Fault) {
      const inner = {
        terraform: { required_providers: { memory: { source: "towpath/memory" } } },
        resource: { memory_thing: { thing: { name: randomUUID(), size: 1 } } },
      };
      write({ module: { db: { source: "./m" } } }, { "m/main.tf.json": JSON.stringify(inner) });
      variables = { ...variables, ...provider.variables };
      await run("init");
      await provider.order(fault);
      try {
        return await failure("apply", ["apply", "-auto-approve"]);
      } finally {
        if (provider.isRunning()) await provider.forget();
      }
    }

    test.each([
      ["quota", refusals.quota, "in westeurope 8 of 10 in use, 4 more needed"],
      ["credentials", refusals.expiredToken, "AADSTS700024"],
      ["throttled", refusals.throttled, "TooManyRequests"],
      ["denied", refusals.forbidden, "whoever is signed in may not write"],
      ["already-exists", existsAlready("memory_thing", "things/orders"), "things/orders"],
    ])("%s", async (code, refusal, says) => {
      const failed = await applied({ kind: "fail", call: "create", ...refusal });
      expect(failed.code).toBe(`engine-terraform/${code}`);
      expect(failed.message).toContain(says);
      expect(`${failed.message} ${failed.hint}`).toContain("resources.db");
      expect(failed.place).toEqual({ file: "manifest" });
    });

    test("something else than planned", async () => {
      const failed = await applied({ kind: "other-than-planned", call: "create", attributes: { size: 7 } });
      expect(failed.code).toBe("engine-terraform/provider-inconsistent");
      expect(failed.message).toContain("size");
    });

    test("a crash in the middle of it", async () => {
      const failed = await applied({ kind: "crash", call: "create" });
      expect(failed.code).toBe("engine-terraform/provider-crashed");
      expect(failed.message).toContain("resources.db (memory_thing.thing)");
    });
  });
});
