import { own } from "@towpath/core";
import type { NestedSetting } from "../../../generated/resource-type.ts";
import { standardOf } from "../../../setting/standard.ts";
import type { Users } from "./placed-recipe.ts";

/** Whether a setting has a value where a service says nothing: by its type, or by every environment that makes it so. */
export function isAlwaysSet(definition: NestedSetting, name: string, type: string, users: Users): boolean {
  if (standardOf(definition) !== undefined) return true;
  return (
    users.length > 0 &&
    users.every(([, { settings = {} }]) => {
      const over = own(own(settings, type) ?? {}, name);
      return over !== undefined && standardOf(over) !== undefined;
    })
  );
}
