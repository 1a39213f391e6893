import { lstat, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalJson, isJson, isJsonObject, type JsonObject } from "@towpath/core";
import { describeEnding, runCommand } from "../commands/run-command.ts";
import type { DeliveryEffects } from "../delivery-effects.ts";
import { type DeliveryError, deliveryError } from "../errors.ts";
import { parseShallow } from "../release/bundle/parse-shallow.ts";

const TIMEOUT_MS = 10 * 60_000;
const LARGEST_BYTES = 64 * 1024 * 1024;
const COMMAND = 'cdxgen --no-install-deps --spec-version 1.6 -o "$TOWPATH_SBOM" .';

/**
 * What cdxgen says that a folder is made of, without what is different each time: its time and its serial number.
 * https://cdxgen.github.io/cdxgen/
 *
 * @throws {DeliveryError} `delivery/sbom-failed`
 */
export async function cdxgenSbom(folder: string, effects: DeliveryEffects): Promise<Uint8Array> {
  const scratch = await mkdtemp(join(tmpdir(), "towpath-sbom-"));
  try {
    const path = join(scratch, "sbom.json");
    const variables = { TOWPATH_SBOM: path };
    const result = await runCommand(
      { run: COMMAND, folder, variables, source: "sbom", timeoutMs: TIMEOUT_MS },
      effects,
    );
    if (result.exitCode !== 0 || result.timedOut) throw failed(`it ${describeEnding(result)}`, result.tail.slice(-15));
    const found = await lstat(path).catch(() => undefined);
    if (!found?.isFile()) throw failed("it wrote nothing", result.tail.slice(-15));
    if (found.size > LARGEST_BYTES) throw failed(`it wrote more than ${LARGEST_BYTES} bytes`);
    return new TextEncoder().encode(`${canonicalJson(withoutVolatile(await readFile(path, "utf8")))}\n`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function withoutVolatile(text: string): JsonObject {
  let value: unknown;
  try {
    value = parseShallow(text.toWellFormed());
  } catch {
    throw failed("it wrote no JSON");
  }
  if (!isJsonObject(value) || !isJson(value) || value["bomFormat"] !== "CycloneDX")
    throw failed("it wrote no CycloneDX");
  const { serialNumber: _number, annotations: _notes, metadata, ...rest } = value;
  if (!isJsonObject(metadata)) return rest;
  const { timestamp: _time, ...kept } = metadata;
  return { ...rest, metadata: kept };
}

function failed(why: string, tail: readonly string[] = []): DeliveryError {
  return deliveryError({
    code: "delivery/sbom-failed",
    kind: "fault",
    message: `There is no SBOM of the release: cdxgen was asked for one, and ${why}.`,
    tail,
    hint: `Run it in the manifest's folder to see it fail by itself: ${COMMAND.replace('"$TOWPATH_SBOM"', "sbom.json")}.`,
  });
}
