import { own, Secret } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import type { Observed } from "../driver.ts";
import type { OutputValue } from "../engine.ts";
import { provisioningError } from "../errors.ts";
import type { SecretBox } from "../secrets/secret-box.ts";
import type { RecordedOutput, RecordedResource } from "../state/state-document.ts";

type Contract = GraphResource["outputs"];
type Recorded = Pick<RecordedResource, "outputs" | "idempotencyKey">;

/** One output on record, opened; undefined where there is none. */
export async function openOutput(record: Recorded, name: string, box: SecretBox): Promise<OutputValue | undefined> {
  const output = own(record.outputs, name);
  if (!output) return undefined;
  return "sealed" in output ? box.open(output.sealed, purpose(record.idempotencyKey, name)) : output.value;
}

/** All outputs on record, opened. */
export async function openOutputs(record: Recorded, box: SecretBox): Promise<Readonly<Record<string, OutputValue>>> {
  const opened = await Promise.all(
    Object.keys(record.outputs).map(async (name) => [name, await openOutput(record, name, box)] as const),
  );
  return Object.fromEntries(opened.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/**
 * What goes on record of what a driver gave: the outputs of the contract, those that are secret sealed, those that it left
 * out as they were. Secrets beyond the contract are sealed with them, for the driver alone: a database of a type that promises
 * only its address is looked at with the password that it was made with. What did not change keeps its sealed form, so that
 * the same state stays the same bytes.
 *
 * @throws {ProvisioningError} `provisioning/output-missing`, `provisioning/secret-exposed`
 */
export async function recordOutputs(
  address: string,
  observed: Observed,
  before: Recorded,
  contract: Contract,
  box: SecretBox,
): Promise<Readonly<Record<string, RecordedOutput>>> {
  requireNoSecretInside(address, observed);
  const recorded = await Promise.all(
    Object.entries({ ...contract, ...secretsBeyond(contract, observed, before) }).map(async ([name, { isSecret }]) => {
      const given = own(observed.outputs, name);
      if (given === undefined) return [name, own(before.outputs, name)] as const;
      if (!isSecret && !(given instanceof Secret)) return [name, { value: given }] as const;
      const secret = secretOf(given);
      const known = await openOutput(before, name, box);
      const kept = own(before.outputs, name);
      const isSame = known instanceof Secret && known.reveal() === secret.reveal();
      const output = isSame && kept ? kept : await sealOutput(secret, before.idempotencyKey, name, box);
      return [name, output] as const;
    }),
  );
  const missing = recorded.filter(([, output]) => output === undefined).map(([name]) => name);
  if (missing.length > 0) throw outputsMissing(address, missing);
  return Object.fromEntries(recorded.flatMap(([name, output]) => (output ? [[name, output]] : [])));
}

/** What a driver gives as a secret, now or before, and its type does not promise. */
function secretsBeyond(contract: Contract, { outputs }: Observed, before: Recorded): Contract {
  const given = Object.entries(outputs).filter(([, value]) => value instanceof Secret);
  const kept = Object.entries(before.outputs).filter(([, output]) => "sealed" in output);
  const names = [...given, ...kept].map(([name]) => name).filter((name) => !Object.hasOwn(contract, name));
  return Object.fromEntries(names.map((name) => [name, { type: "string", isSecret: true }]));
}

/** An output as it goes on record of the thing that has this key. */
export async function sealOutput(
  value: OutputValue,
  idempotencyKey: string,
  name: string,
  box: SecretBox,
): Promise<RecordedOutput> {
  return { sealed: await box.seal(secretOf(value), purpose(idempotencyKey, name)) };
}

function secretOf(value: OutputValue): Secret {
  return value instanceof Secret ? value : new Secret(textOf(value));
}

function textOf(value: OutputValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Binds a sealed output to the one thing it belongs to, for its whole life. */
function purpose(idempotencyKey: string, name: string): string {
  return `${idempotencyKey}/${name}`;
}

/** Shorter ones occur by chance. */
const SHORTEST_SECRET = 12;

/** @throws {ProvisioningError} `provisioning/secret-exposed` for an output that is shown in what is recorded in clear text */
export function requireNoSecretInside(address: string, observed: Pick<Observed, "want" | "have" | "outputs">): void {
  const visible = JSON.stringify([observed.want, observed.have]);
  for (const [name, value] of Object.entries(observed.outputs)) {
    if (!(value instanceof Secret) || value.reveal().length < SHORTEST_SECRET) continue;
    if (visible.includes(JSON.stringify(value.reveal()).slice(1, -1)))
      throw provisioningError({
        code: "provisioning/secret-exposed",
        kind: "fault",
        message: `The driver of ${address} shows the secret output "${name}" in what it records in clear text.`,
        hint: "Nothing was recorded. The driver has to give secrets as outputs only.",
      });
  }
}

function outputsMissing(address: string, names: readonly string[]): Error {
  return provisioningError({
    code: "provisioning/output-missing",
    kind: "fault",
    message: `${address} was made, but its driver did not give ${names.map((name) => `"${name}"`).join(", ")}.`,
    hint: "The resource type promises these outputs: give them in the driver, or take them out of the type.",
  });
}
