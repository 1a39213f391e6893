import { expect, test } from "vitest";
import { startProvider } from "../start-provider.ts";
import { terraformHere } from "../terraform-here.ts";
import { terraformFolder } from "../testing/terraform-folder.ts";
import { randomText } from "./random-text.ts";

const terraform = terraformHere();

test("a text has its length, at least so many of each kind, and none of what is left out", () => {
  for (let index = 0; index < 200; index += 1) {
    const text = randomText({ length: 12, special: false, min_numeric: 3, min_upper: 2 });
    expect(text).toHaveLength(12);
    expect(text).toMatch(/^[a-zA-Z0-9]+$/);
    expect(text.match(/\d/g)?.length).toBeGreaterThanOrEqual(3);
    expect(text.match(/[A-Z]/g)?.length).toBeGreaterThanOrEqual(2);
  }
  expect(randomText({ length: 40, upper: false, lower: false, numeric: false, override_special: "_" })).toBe(
    "_".repeat(40),
  );
});

// Without the real program there is nothing to hold the provider to.
test.skipIf(terraform === undefined)("random, time and tls with the real terraform", async () => {
  await using provider = await startProvider();
  using folder = terraformFolder(terraform ?? "", provider);
  folder.write({
    terraform: {
      required_providers: {
        memory: { source: "towpath/memory" },
        random: { source: "hashicorp/random" },
        time: { source: "hashicorp/time" },
        tls: { source: "hashicorp/tls" },
      },
    },
    ephemeral: { random_password: { once: { length: 24 } } },
    resource: {
      memory_thing: {
        db: { name: "db", password_wo: "${ephemeral.random_password.once.result}", password_wo_version: 1 },
      },
      random_id: { id: { byte_length: 4 } },
      random_password: { one: { length: 16 }, other: { length: 16 } },
      random_pet: { pet: {} },
      random_string: { text: { length: 8, special: false, upper: false } },
      random_uuid: { uuid: {} },
      random_integer: { number: { min: 3, max: 3 } },
      time_static: { now: {} },
      tls_private_key: { ed: { algorithm: "ED25519" }, rsa: { algorithm: "RSA" } },
    },
    output: {
      password: { value: "${random_password.one.result}", sensitive: true },
      other: { value: "${random_password.other.result}", sensitive: true },
      text: { value: "${random_string.text.result}" },
      number: { value: "${random_integer.number.result}" },
      ed: { value: "${tls_private_key.ed.public_key_openssh}" },
      rsa: { value: "${tls_private_key.rsa.public_key_openssh}" },
    },
  });
  expect(await folder.run("init", "-no-color")).toMatchObject({ code: 0 });
  const applied = await folder.run("apply", "-no-color", "-auto-approve");
  expect(applied.text).toContain("Apply complete!");
  const outputs: Record<string, { value: string }> = JSON.parse((await folder.run("output", "-json")).stdout);
  expect(outputs["password"]?.value).toHaveLength(16);
  expect(outputs["password"]?.value).not.toBe(outputs["other"]?.value);
  expect(outputs["text"]?.value).toMatch(/^[a-z0-9]{8}$/);
  expect(outputs["number"]?.value).toBe(3);
  expect(outputs["ed"]?.value).toMatch(/^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI/);
  expect(outputs["rsa"]?.value).toMatch(/^ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB/);
  // Only what lives in a cloud is in the cloud.
  const [thing, ...more] = await provider.things();
  expect(more).toEqual([]);
  expect(thing?.attributes["password_wo"]).toHaveLength(24);
  expect(await folder.plan()).toMatchObject({ code: 0 });
});
