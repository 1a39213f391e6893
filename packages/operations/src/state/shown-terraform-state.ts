import { compareText, digestJson } from "@towpath/core";
import { type OpenedEnvelope, type PendingImport, type StateThing, thingsOf } from "@towpath/engine-terraform/state";
import { formatHolder } from "@towpath/provisioning";
import type { Section } from "@towpath/report";
import type { GenerationChanges } from "./generation-changes.ts";

/** A state of Terraform as anybody may see it: what there is, and no value of it. */
export interface ShownTerraformState {
  readonly serial: number;
  readonly lineage: string | null;
  /** Which Terraform wrote it. */
  readonly terraform: string | null;
  readonly writer: { readonly who: string; readonly run: string; readonly since: string } | null;
  readonly things: readonly ShownThing[];
  /** What is to be imported with the next plan, or to be looked for. */
  readonly pending: readonly PendingImport[];
}

/** One thing of it. */
export interface ShownThing {
  readonly address: string;
  readonly type: string;
  /** Null where there is none, or where the provider says that it is secret. */
  readonly id: string | null;
  readonly status: StateThing["status"];
}

export function shownTerraformState(
  { envelope, file }: OpenedEnvelope,
  pending: readonly PendingImport[],
): ShownTerraformState {
  const { serial, lineage, terraform, writer } = envelope;
  return {
    serial,
    lineage,
    terraform,
    writer: writer && { who: writer.who, run: writer.run, since: writer.since },
    things: (file ? thingsOf(file) : []).map(shownThing).sort((a, b) => compareText(a.address, b.address)),
    pending,
  };
}

function shownThing({ address, type, id, isIdSecret, status }: StateThing): ShownThing {
  return { address, type, id: isIdSecret ? null : (id ?? null), status };
}

/** The same for people. */
export function terraformSections(state: ShownTerraformState): readonly Section[] {
  const { writer, lineage, terraform, things, pending } = state;
  return [
    {
      kind: "fields",
      fields: [
        { name: "serial", value: String(state.serial) },
        ...(lineage === null ? [] : [{ name: "lineage", value: lineage }]),
        ...(terraform === null ? [] : [{ name: "written by", value: `Terraform ${terraform}` }]),
        ...(writer ? [{ name: "last run", value: formatHolder(writer) }] : []),
      ],
    },
    ...(things.length === 0
      ? []
      : [
          {
            kind: "table" as const,
            title: "Things",
            head: ["address", "type", "id", "status"],
            rows: things.map(({ address, type, id, status }) => [address, type, id ?? "", status]),
          },
        ]),
    ...(pending.length === 0
      ? []
      : [
          {
            kind: "lines" as const,
            title: "Not on record in Terraform's state as far as is known",
            lines: pending.map(pendingLine),
          },
        ]),
  ];
}

const WHY: Readonly<Record<PendingImport["why"], string>> = {
  made: "was made",
  begun: "was begun, and its end was not heard of",
  planned: "was about to be made",
  adopted: "is to be taken over",
};

function pendingLine({ to, id, why, run, at }: PendingImport): string {
  return `${to}${id === "" ? "" : ` (${id})`} ${WHY[why]} (run ${run}, ${at})`;
}

/** What changed between two generations of a state of Terraform. @param before undefined for the first that is kept */
export function terraformChanges(before: OpenedEnvelope | undefined, after: OpenedEnvelope): GenerationChanges {
  const [was, is] = [digestsOf(before), digestsOf(after)];
  const [old, now] = [before?.envelope.writer, after.envelope.writer];
  return {
    added: [...is.keys()].filter((address) => !was.has(address)).sort(compareText),
    removed: [...was.keys()].filter((address) => !is.has(address)).sort(compareText),
    changed: [...is].flatMap(([address, digest]) => (was.has(address) && was.get(address) !== digest ? [address] : [])),
    notes: now && (!old || formatHolder(old) !== formatHolder(now)) ? [`taken by ${now.who} (run ${now.run})`] : [],
  };
}

/** What each thing of a state is, in a form that can be compared and says nothing. */
function digestsOf(state: OpenedEnvelope | undefined): ReadonlyMap<string, string> {
  if (!state?.file) return new Map();
  return new Map(thingsOf(state.file).map(({ address, status, content }) => [address, digestJson([status, content])]));
}
