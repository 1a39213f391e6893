import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TokenPermissions } from "../github/accounts.ts";

/** The first workflow of an action's README: what people copy. @throws {Error} where it has none */
export function readmeExample(folder: string): string {
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const [, example] = /^```yaml\n(name: .*?)^```$/ms.exec(readme) ?? [];
  if (example === undefined) throw new Error(`The README in ${folder} has no workflow.`);
  return example;
}

/** The permissions of an action's README, by its table. */
export function readmePermissions(folder: string): readonly {
  /** `pull-requests: write` */
  readonly permission: string;
  /** Needed by platforms that say so, and by no other: the workflow's example does without. */
  readonly isSometimes: boolean;
  /** Names of the inputs that lead to it. */
  readonly inputs: readonly string[];
}[] {
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const table = /<!-- permissions -->(.*?)<!-- \/permissions -->/s.exec(readme)?.[1] ?? "";
  const rows = [...table.matchAll(/^\| `([^`]+)`\s*\|([^|]*)\|([^|]*)\|$/gm)];
  return rows.map(([, permission = "", reason = "", inputs = ""]) => ({
    permission,
    isSometimes: reason.trim().startsWith("only where "),
    inputs: [...inputs.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name),
  }));
}

/** The same as a token of the loopback GitHub has them. Who the job is, is no matter of its token. */
export function readmeTokenPermissions(folder: string): TokenPermissions {
  const rows = readmePermissions(folder).flatMap(({ permission }) => {
    const [name = "", access] = permission.split(": ");
    if (name === "id-token" || (access !== "read" && access !== "write")) return [];
    return [[name.replaceAll("-", "_"), access] as const];
  });
  return Object.fromEntries(rows);
}
