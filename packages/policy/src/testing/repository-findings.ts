import type { Finding, Json } from "@towpath/core";
import { checkPolicy } from "../engine/check-policy.ts";
import type { Rule } from "../rule/define-rule.ts";
import { repositoryOf } from "./repository.ts";
import { now } from "./subjects.ts";

/** What one rule finds in a repository of these files, by their path. */
export function foundInRepository(
  rule: Rule,
  files: Readonly<Record<string, string>>,
  params: Readonly<Record<string, Json>> = {},
): readonly Finding[] {
  return checkPolicy({
    services: [],
    repository: repositoryOf(files).repository,
    rules: [{ rule, level: "mandatory" }],
    levels: {},
    params: [{ by: "platform", isPlatform: true, values: { [rule.id]: params } }],
    now,
  }).findings;
}

/** The messages of that. */
export function saidOfRepository(...given: Parameters<typeof foundInRepository>): readonly string[] {
  return foundInRepository(...given).map(({ message }) => message);
}
