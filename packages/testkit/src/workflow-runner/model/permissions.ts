import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import type { TokenPermissions } from "../../github/accounts.ts";
import { entriesOf } from "../language/template.ts";
import { WorkflowError } from "../workflow-error.ts";

/** What a job's token may do, in a workflow's own words: `{ "pull-requests": "write" }`. What is not there is not given. */
export type JobPermissions = Readonly<Record<string, "read" | "write">>;

/** What GitHub gives where a workflow says nothing and the repository's setting is the restricted one. */
export const RESTRICTED: JobPermissions = { contents: "read", packages: "read" };

const NAMES = [
  "actions",
  "artifact-metadata",
  "attestations",
  "checks",
  "contents",
  "deployments",
  "discussions",
  "id-token",
  "issues",
  "models",
  "packages",
  "pages",
  "pull-requests",
  "security-events",
  "statuses",
];

/** What a `permissions:` says; undefined where it is not there. */
export function permissionsIn(token: TemplateToken | undefined): JobPermissions | undefined {
  if (token === undefined) return undefined;
  const all = token.isScalar ? /^(read|write)-all$/.exec(token.toString())?.[1] : undefined;
  if (all === "read" || all === "write") return Object.fromEntries(NAMES.map((name) => [name, all]));
  const given = entriesOf(token).flatMap(([name, value]) => {
    const access = value.toString();
    return access === "read" || access === "write" ? [[name, access] as const] : [];
  });
  return Object.fromEntries(given);
}

/** @throws {WorkflowError} where a called workflow asks for more than the job that calls it has */
export function refuseMore(asked: JobPermissions, allowed: JobPermissions, where: string): void {
  const more = Object.entries(asked).filter(
    ([name, access]) => allowed[name] === undefined || (access === "write" && allowed[name] === "read"),
  );
  if (more.length === 0) return;
  const list = (of: (name: string) => string) => more.map(([name]) => `${name}: ${of(name)}`).join(", ");
  throw new WorkflowError(
    `${where} is requesting '${list((name) => asked[name] ?? "none")}', but is only allowed '${list((name) => allowed[name] ?? "none")}'.`,
  );
}

/** What a fork's pull request gets of that: it reads, and it has no identity. */
export function readOnly(permissions: JobPermissions): JobPermissions {
  const read = Object.keys(permissions).filter((name) => name !== "id-token");
  return Object.fromEntries(read.map((name) => [name, "read"]));
}

/** The same in the API's words, for a token. */
export function tokenPermissions(permissions: JobPermissions): TokenPermissions {
  const given = Object.entries(permissions).filter(([name]) => name !== "id-token");
  return {
    ...Object.fromEntries(given.map(([name, access]) => [name.replaceAll("-", "_"), access])),
    metadata: "read",
  };
}
