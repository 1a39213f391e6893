import { address } from "@towpath/core";
import type { SourceDocument } from "@towpath/manifest";
import type { Mapping } from "../source/source-value.ts";
import { firstKeyOf } from "../workflow/first-key.ts";
import { readSteps } from "../workflow/read-steps.ts";
import type { Step, UsesStep } from "../workflow/step.ts";
import type { Uses } from "../workflow/uses.ts";
import type { LocalAction } from "./local-action.ts";

/** An action as its file says it. https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax */
export function readAction(
  path: string,
  document: SourceDocument,
  mapping: Mapping,
  following: {
    readonly actionOf: (uses: Uses) => LocalAction | undefined;
    readonly usersOf: (action: LocalAction) => readonly UsesStep[];
  },
): LocalAction {
  const folder = path.slice(0, Math.max(path.lastIndexOf("/"), 0));
  const runs = mapping.mapping("runs");
  let steps: readonly Step[] | undefined;
  const action: LocalAction = {
    kind: "action",
    address: address("actions", folder === "" ? "." : folder),
    path,
    folder,
    document,
    mapping,
    get place() {
      return firstKeyOf(mapping);
    },
    name: mapping.scalar("name"),
    inputs: mapping.mapping("inputs"),
    outputs: mapping.mapping("outputs"),
    runs,
    using: runs?.scalar("using"),
    get steps() {
      steps ??= readSteps({
        address: action.address,
        parent: action,
        steps: runs?.get("steps"),
        actionOf: following.actionOf,
      });
      return steps;
    },
    get users() {
      return following.usersOf(action);
    },
  };
  return action;
}
