import { type Address, address } from "@towpath/core";
import type { LocalAction } from "../action/local-action.ts";
import type { Mapping, SourceValue } from "../source/source-value.ts";
import { firstKeyOf } from "./first-key.ts";
import type { StepsJob } from "./job.ts";
import { readCondition } from "./read-condition.ts";
import { readShell, type ShellSources } from "./read-shell.ts";
import { readUses } from "./read-uses.ts";
import type { Shell, Step } from "./step.ts";
import type { Uses } from "./uses.ts";

/** What the steps of a job or of a composite action have in common. */
export interface StepsFrom extends Omit<ShellSources, "step"> {
  readonly address: Address;
  readonly parent: StepsJob | LocalAction;
  readonly steps: SourceValue | undefined;
  readonly actionOf: (uses: Uses) => LocalAction | undefined;
}

/** Steps in order. An item that is no mapping is no step. */
export function readSteps(from: StepsFrom): readonly Step[] {
  const items = from.steps?.kind === "sequence" ? from.steps.items : [];
  return items.flatMap((item, index) => (item.kind === "mapping" ? [readStep(from, item, index)] : []));
}

function readStep(from: StepsFrom, mapping: Mapping, index: number): Step {
  const { parent, actionOf } = from;
  const common = {
    address: `${from.address}.${address("steps", String(index))}`,
    parent,
    index,
    mapping,
    id: mapping.scalar("id"),
    name: mapping.scalar("name"),
    if: readCondition(mapping.scalar("if")),
    env: mapping.mapping("env"),
  };
  const [uses, run] = [mapping.scalar("uses"), mapping.scalar("run")];
  if (uses && uses.raw !== null) {
    const read = readUses(uses);
    return {
      kind: "uses",
      ...common,
      get place() {
        return firstKeyOf(mapping);
      },
      uses: read,
      with: mapping.mapping("with"),
      get target() {
        return actionOf(read);
      },
    };
  }
  if (run && run.raw !== null) {
    let shell: Shell | undefined;
    return {
      kind: "run",
      ...common,
      get place() {
        return firstKeyOf(mapping);
      },
      run,
      get shell() {
        shell ??= readShell({ ...from, step: mapping });
        return shell;
      },
      workingDirectory: mapping.scalar("working-directory"),
    };
  }
  return {
    kind: "other",
    ...common,
    get place() {
      return firstKeyOf(mapping);
    },
  };
}
