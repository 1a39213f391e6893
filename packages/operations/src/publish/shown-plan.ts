import { canonicalJson, type Digest, digestBytes, isDigest, isJson, isJsonObject, type Json, own } from "@towpath/core";
import type { PlanInputs } from "@towpath/provisioning";

/** A plan that a pull request showed. */
export interface ShownPlan {
  readonly service: string;
  readonly environment: string;
  /** Of its changes. */
  readonly changesDigest: Digest;
  /** What it was made from, where that was kept. */
  readonly inputs?: PlanInputs | undefined;
}

/** What a check run about plans is found and read by. */
export interface ShownPlans {
  /** Tells it from check runs of other jobs, such as the workflow and its job. */
  readonly key: string;
  readonly plans: readonly ShownPlan[];
}

/** Characters of a check run's text. */
const MOST = 65_535;
const MOST_OF_A_KEY = 500;
const FENCE = "```json\n";
const KIND = "towpath-plan/1";

/** Plans as the text of a check run. */
export interface WrittenPlans {
  readonly text: string;
  /** Of the text. */
  readonly digest: Digest;
  /** False where they did not fit, and none of them stands there. */
  readonly isWhole: boolean;
}

/** Plans as the text of a check run, for a later run to read. `inputs` are left out where they do not fit. */
export function writePlans({ key, plans }: ShownPlans): WrittenPlans {
  const short = plans.map(({ inputs: _, ...plan }) => plan);
  const text = [plans, short].map((some) => textOf(key, some)).find(({ length }) => length <= MOST);
  const written = text ?? textOf(key, []);
  return { text: written, digest: digestBytes(written), isWhole: text !== undefined };
}

function textOf(key: string, plans: readonly ShownPlan[]): string {
  const json = canonicalJson({ towpathPlan: 1, key: key.slice(0, MOST_OF_A_KEY).toWellFormed(), plans });
  // A name with backticks would end the fence.
  return `${FENCE}${json.replaceAll("`", "\\u0060")}\n\`\`\`\n`;
}

/** What stands in a check run's `external_id`: its digest holds the text together, the rest makes it its own. */
export function planId(digest: Digest, runId: string): string {
  return `${KIND} ${digest} ${runId.toWellFormed().slice(0, 100)}`;
}

/** Plans out of a check run; undefined for what {@link writePlans} and {@link planId} did not write, or not both of them. */
export function readPlans(text: string, externalId: string): ShownPlans | undefined {
  // GitHub may have changed the line ends, or dropped the last one.
  const written = `${text.replaceAll("\r\n", "\n").trimEnd()}\n`;
  const [kind, digest] = externalId.split(" ");
  if (kind !== KIND || digest !== digestBytes(written)) return undefined;
  const end = "\n```\n";
  if (!written.startsWith(FENCE) || !written.endsWith(end)) return undefined;
  const value = parse(written.slice(FENCE.length, -end.length));
  if (!isJsonObject(value) || value["towpathPlan"] !== 1) return undefined;
  const { key, plans } = value;
  if (typeof key !== "string" || !Array.isArray(plans)) return undefined;
  const read = plans.map((plan: Json) => planFrom(plan));
  return read.every((plan) => plan !== undefined) ? { key, plans: read } : undefined;
}

function planFrom(value: Json): ShownPlan | undefined {
  if (!isJsonObject(value)) return undefined;
  const { service, environment, changesDigest, inputs } = value;
  if (typeof service !== "string" || typeof environment !== "string" || !isDigest(changesDigest)) return undefined;
  if (inputs === undefined) return { service, environment, changesDigest };
  const read = inputsFrom(inputs);
  return read && { service, environment, changesDigest, inputs: read };
}

function inputsFrom(value: Json): PlanInputs | undefined {
  if (!isJsonObject(value)) return undefined;
  const [manifest, platform, state] = ["manifest", "platform", "state"].map((name) => own(value, name));
  if (!isDigest(manifest) || !isDigest(platform)) return undefined;
  return state === "absent" || isDigest(state) ? { manifest, platform, state } : undefined;
}

function parse(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
