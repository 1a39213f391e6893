import { isJson, isJsonObject } from "@towpath/core";
import type { ConformanceSubject } from "@towpath/provisioning/conformance";
import { type ChildArgument, recipeSubject } from "./recipe-subject.ts";

/** What the kit runs, in the process that is killed. @param argument as {@link recipeSubject} wrote it in the process before */
export default function subjectInChild(argument: unknown): ConformanceSubject {
  if (!isChildArgument(argument)) throw new TypeError("A recipe is needed.");
  return recipeSubject(argument.origin, argument.type, process.env);
}

function isChildArgument(value: unknown): value is ChildArgument {
  return isJson(value) && isJsonObject(value) && value["origin"] !== undefined && value["type"] !== undefined;
}
