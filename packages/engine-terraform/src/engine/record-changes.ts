import {
  type Address,
  errorMessage,
  isJsonObject,
  type Json,
  type JsonObject,
  own,
  type Secret,
  TowpathError,
} from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import {
  type Context,
  isSameJson,
  type OutputReader,
  type OutputValue,
  type RecordedResource,
  recordOutputs,
  type StateDocument,
  updateState,
} from "@towpath/provisioning";
import type { RunResult } from "../process/run-terraform.ts";
import { recipeOutputs } from "../recipe/recipe-outputs.ts";
import { terraformRecipe } from "../recipe/terraform-recipe.ts";
import type { StateThing } from "../state/state-file.ts";
import type { Draft } from "./begin-changes.ts";
import type { TerraformEngineParts } from "./engine-parts.ts";
import type { Progress } from "./follow-apply.ts";
import { GENERATED } from "./generated-secrets.ts";
import { settingsOf } from "./handed-settings.ts";
import type { PlannedShare } from "./plan-share.ts";
import type { ReadBack } from "./read-back.ts";
import { recordedCall } from "./recorded-call.ts";
import type { Session } from "./session.ts";

/** What there is after an apply, and how it came to that. */
export interface Done {
  readonly planned: PlannedShare;
  readonly session: Session;
  readonly drafts: ReadonlyMap<Address, Draft>;
  readonly back: ReadBack;
  readonly progress: Progress;
  readonly result: RunResult;
}

/** What could not be recorded of a resource, and why. */
export type RecordFailures = ReadonlyMap<Address, string>;

/** Records what there is of each resource, whatever came of the apply, in one write. */
export async function recordChanges(
  parts: TerraformEngineParts,
  done: Done,
  context: Context,
): Promise<RecordFailures> {
  const { planned, session, drafts, back, progress, result } = done;
  const { share, changes } = planned;
  const failures = new Map<Address, string>();
  const given = new Map<Address, Readonly<Record<string, OutputValue>>>();
  for (const resource of share.wanted) {
    try {
      given.set(resource.address, givenBy(resource, done));
    } catch (error) {
      failures.set(resource.address, failureText(error));
    }
  }
  const outputs: OutputReader = async (address, output) =>
    own(given.get(address) ?? {}, output) ?? context.outputs(address, output);

  const made = new Map<Address, RecordedResource>();
  const isDone = result.exitCode === 0;
  for (const resource of share.wanted) {
    const { address } = resource;
    const draft = drafts.get(address);
    const things = back.byAddress.get(address) ?? [];
    if (!draft || (!isDone && things.length === 0)) continue;
    const { all, done: carried } = progress.countOf(address);
    const isWhole = isDone || (carried >= all && !progress.isFailed(address));
    // What was not touched is recorded as it was applied before.
    if (!isWhole && !progress.isStarted(address) && own(share.state.resources, address)) continue;
    try {
      const recorded = await recordOf(parts, resource, draft, things, given.get(address) ?? {}, isWhole, {
        ...context,
        outputs,
      });
      made.set(address, recorded.record);
      if (isWhole && recorded.missing.length > 0 && !failures.has(address))
        failures.set(address, `Its module did not give ${recorded.missing.join(", ")}.`);
    } catch (error) {
      failures.set(address, failureText(error));
    }
  }
  const ended = new Set(
    changes.filter(({ address }) => isDone || !progress.isStarted(address)).map(({ address }) => address),
  );
  await updateState(share.target.state, share.key, (state) =>
    withKept(withGone(withMade(state, made, failures, ended), changes, back, isDone), share, session, back),
  );
  return failures;
}

function givenBy(resource: GraphResource, { session, back }: Done): Readonly<Record<string, OutputValue>> {
  const { address } = resource;
  const outputs = back.outputsOf(address);
  if (!outputs) return {};
  const generated = Object.entries(session.root.secretInputs.get(address) ?? {}).flatMap(
    ([name, secret]): readonly [string, Secret][] =>
      name.startsWith(GENERATED) ? [[name.slice(GENERATED.length), secret]] : [],
  );
  return recipeOutputs(terraformRecipe(resource), resource.outputs, outputs, Object.fromEntries(generated));
}

async function recordOf(
  { secretBox }: TerraformEngineParts,
  resource: GraphResource,
  draft: Draft,
  things: readonly StateThing[],
  given: Readonly<Record<string, OutputValue>>,
  isWhole: boolean,
  context: Pick<Context, "outputs" | "secrets">,
): Promise<{ readonly record: RecordedResource; readonly missing: readonly string[] }> {
  const contract = Object.fromEntries(
    Object.entries(resource.outputs).filter(
      ([name]) => own(given, name) !== undefined || own(draft.outputs, name) !== undefined,
    ),
  );
  const missing = Object.keys(resource.outputs).filter((name) => own(given, name) === undefined);
  const have = haveOf(things);
  const observed = { want: draft.want, have, status: "ready" as const, outputs: given };
  const outputs = await recordOutputs(resource.address, observed, draft, contract, secretBox);
  const record: RecordedResource = {
    ...draft,
    have,
    settings: (await settingsOf(resource, context)).known,
    outputs,
    status: isWhole && missing.length === 0 ? "ready" : "failed",
  };
  return { record, missing };
}

/** What a resource is made of: addresses within its module, and ids, as far as they are no secrets. It lies in the store as it is. */
export function haveOf(things: readonly StateThing[]): JsonObject {
  return {
    things: things
      .filter(({ status }) => status !== "deposed")
      .map(({ address, type, id, isIdSecret }) => ({
        address: address.replace(/^module\.[^.[]+\./, ""),
        type,
        ...(id === undefined || isIdSecret ? {} : { id }),
      })),
  };
}

/** What is on record of a resource's things. */
export function thingsIn(have: Json): readonly { readonly address: string; readonly id: string | undefined }[] {
  const things = isJsonObject(have) ? have["things"] : undefined;
  if (!Array.isArray(things)) return [];
  return things
    .filter(isJsonObject)
    .flatMap(({ address, id }) =>
      typeof address === "string" ? [{ address, id: typeof id === "string" ? id : undefined }] : [],
    );
}

function withMade(
  state: StateDocument,
  made: ReadonlyMap<Address, RecordedResource>,
  failures: RecordFailures,
  ended: ReadonlySet<Address>,
): StateDocument {
  const journal = state.journal.filter(
    ({ address }) => !(ended.has(address) || made.get(address)) || failures.has(address),
  );
  const orphans = Object.fromEntries(Object.entries(state.orphans).filter(([address]) => !made.has(address)));
  const isSame =
    journal.length === state.journal.length &&
    [...made].every(([address, record]) =>
      isSameJson(JSON.parse(JSON.stringify(own(state.resources, address) ?? null)), JSON.parse(JSON.stringify(record))),
    ) &&
    Object.keys(orphans).length === Object.keys(state.orphans).length;
  if (isSame) return state;
  const resources = { ...state.resources, ...Object.fromEntries(made) };
  return { ...state, resources: sorted(resources), orphans, journal };
}

/** What was to go and is not in Terraform's state any more. */
function withGone(
  state: StateDocument,
  changes: PlannedShare["changes"],
  back: ReadBack,
  isDone: boolean,
): StateDocument {
  const gone = new Set(
    changes
      .filter(({ address, action }) => action === "delete" && (isDone || !back.byAddress.has(address)))
      .map(({ address }) => address),
  );
  if (gone.size === 0) return state;
  const without = (records: StateDocument["resources"]) =>
    Object.fromEntries(Object.entries(records).filter(([address]) => !gone.has(address)));
  return {
    ...state,
    resources: without(state.resources),
    orphans: without(state.orphans),
    journal: state.journal.filter(({ address }) => !gone.has(address)),
  };
}

/** What is called as on record: how it is called now, for what it held of others may be gone the next time; and under which name. */
function withKept(
  state: StateDocument,
  share: PlannedShare["share"],
  { root }: Session,
  back: ReadBack,
): StateDocument {
  const renew = (records: StateDocument["resources"]): StateDocument["resources"] => {
    const changed = Object.entries(records).flatMap(([address, record]) => {
      const call = share.kept.has(address) ? root.calls.get(address) : undefined;
      const isTold = record.movedFrom !== undefined && share.moved.has(address) && back.byAddress.has(address);
      const want = call ? recordedCall(call) : record.want;
      if (!isTold && isSameJson(want, record.want)) return [];
      const { movedFrom: _, ...rest } = record;
      return [[address, { ...(isTold ? rest : record), want }] as const];
    });
    return changed.length === 0 ? records : { ...records, ...Object.fromEntries(changed) };
  };
  const resources = renew(state.resources);
  const orphans = renew(state.orphans);
  return resources === state.resources && orphans === state.orphans ? state : { ...state, resources, orphans };
}

function sorted(records: StateDocument["resources"]): StateDocument["resources"] {
  return Object.fromEntries(Object.entries(records).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** An error in words, with what to do about it, and of what was printed what it does not say already. */
export function failureText(error: unknown): string {
  const message = errorMessage(error);
  if (!(error instanceof TowpathError)) return message;
  const { hint, tail } = error;
  const more = tail.filter((line) => !message.includes(line.trim().replace(/\.$/, "")));
  return [`${message}${hint === undefined ? "" : ` ${hint}`}`, ...more].join("\n");
}
