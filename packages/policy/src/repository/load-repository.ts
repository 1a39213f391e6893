import { address, type Files, type Finding } from "@towpath/core";
import type { SourceDocument } from "@towpath/manifest";
import type { LocalAction } from "./action/local-action.ts";
import { readAction } from "./action/read-action.ts";
import { readCodeOwners } from "./read-codeowners.ts";
import type { Repository } from "./repository.ts";
import { type OpenFiles, openRepositoryFiles } from "./repository-files.ts";
import { readSource } from "./source/read-source.ts";
import type { Mapping } from "./source/source-value.ts";
import { tooMuchIn } from "./too-much.ts";
import { notAMapping, notChecked, unreadable } from "./unreadable.ts";
import type { CallJob } from "./workflow/job.ts";
import { readWorkflow } from "./workflow/read-workflow.ts";
import type { UsesStep } from "./workflow/step.ts";
import type { Uses } from "./workflow/uses.ts";
import type { Workflow } from "./workflow/workflow.ts";

/** A repository as rules see it, and what of it could not be read. */
export interface LoadedRepository {
  readonly repository: Repository;
  /** For each file that is not what it should be: rules do not see it, and whoever shows their verdict shows these. */
  readonly findings: readonly Finding[];
}

const WORKFLOWS = ".github/workflows";
const ACTIONS = ".github/actions";
const ACTION_FILES = ["action.yml", "action.yaml"];
const LEADS_OUT = "It is a link that leads out of the repository";
/** How many folders below `.github/actions` are looked into. */
const MOST_FOLDERS = 2_000;

/**
 * Reads what rules about a repository look at: its workflows, its own actions, CODEOWNERS, Dependabot's file. What they use of
 * the same repository is followed. Never throws for what is in the files.
 *
 * @param root the repository's, absolute
 * @param folder what places are shown relative to, absolute
 */
export function loadRepository(root: string, files: Files, folder: string): LoadedRepository {
  const open = openRepositoryFiles(root, files, folder);
  const findings: Finding[] = [];
  const actions = new Map<string, LocalAction | undefined>();
  const workflows = new Map<string, Workflow>();

  const read = <T>(path: string, make: (document: SourceDocument, mapping: Mapping) => T): T | undefined => {
    const { source, findings: found } = readFile(open, path);
    findings.push(...found);
    return source && make(source.document, source.mapping);
  };
  const actionIn = (path: string): LocalAction | undefined => {
    if (actions.has(path)) return actions.get(path);
    actions.set(path, undefined); // an action that uses itself is found while it is read
    const file = ACTION_FILES.map((name) => (path === "" ? name : `${path}/${name}`)).find(
      (one) => open.has(one) || open.leadsOut(one),
    );
    const action =
      file === undefined
        ? undefined
        : read(file, (document, mapping) => readAction(file, document, mapping, { actionOf, usersOf }));
    actions.set(path, action);
    return action;
  };
  const actionOf = (uses: Uses): LocalAction | undefined =>
    uses.kind === "local" || uses.kind === "self" ? actionIn(uses.path) : undefined;
  const workflowOf = (uses: Uses): Workflow | undefined =>
    uses.kind === "local" || uses.kind === "self" ? workflows.get(uses.path) : undefined;

  let callers: Map<Workflow | undefined, readonly CallJob[]> | undefined;
  const callersOf = (workflow: Workflow): readonly CallJob[] => {
    callers ??= Map.groupBy(
      [...workflows.values()].flatMap(({ jobs }) => jobs.flatMap((job) => (job.kind === "call" ? [job] : []))),
      ({ target }) => target,
    );
    return callers.get(workflow) ?? [];
  };
  let users: Map<LocalAction | undefined, readonly UsesStep[]> | undefined;
  const usersOf = (action: LocalAction): readonly UsesStep[] => {
    users ??= Map.groupBy(
      [
        ...[...workflows.values()].flatMap(({ jobs }) => jobs.flatMap(({ steps }) => steps)),
        ...[...actions.values()].flatMap((one) => one?.steps ?? []),
      ].filter((step) => step.kind === "uses"),
      ({ target }) => target,
    );
    return users.get(action) ?? [];
  };

  for (const folder of [WORKFLOWS, ACTIONS])
    if (open.leadsOut(folder)) findings.push(notChecked(address("files", folder), open.placeOf(folder), LEADS_OUT));
  for (const { name, kind } of open.list(WORKFLOWS)) {
    const path = `${WORKFLOWS}/${name}`;
    if (kind === "folder" || !/\.ya?ml$/.test(name)) continue;
    const workflow = read(path, (document, mapping) =>
      readWorkflow(path, document, mapping, { actionOf, workflowOf, callersOf }),
    );
    if (workflow) workflows.set(path, workflow);
  }
  for (const path of ["", ...foldersBelow(open, ACTIONS)]) actionIn(path);
  followAll(workflows, actions);

  const dependabot = [".github/dependabot.yml", ".github/dependabot.yaml"].find((path) => open.has(path));
  const repository: Repository = {
    kind: "repository",
    workflows: [...workflows.values()],
    actions: [...actions.values()].filter((action) => action !== undefined).sort((a, b) => (a.path < b.path ? -1 : 1)),
    dependabot: dependabot === undefined ? undefined : read(dependabot, (_, mapping) => mapping),
    codeowners: readCodeOwners(open),
    files: open,
  };
  return { repository, findings };
}

/** Looks at every target once: an action is read when a step that uses it is asked for it. */
function followAll(
  workflows: ReadonlyMap<string, Workflow>,
  actions: ReadonlyMap<string, LocalAction | undefined>,
): void {
  for (const { jobs } of workflows.values())
    for (const { steps } of jobs) for (const step of steps) if (step.kind === "uses") void step.target;
  // The map grows while it is walked: actions that use others bring those.
  for (const action of actions.values())
    for (const step of action?.steps ?? []) if (step.kind === "uses") void step.target;
}

function foldersBelow(files: OpenFiles, top: string): readonly string[] {
  const folders = [top];
  for (const folder of folders) {
    for (const { name, kind } of files.list(folder))
      if (kind === "folder" && folders.length < MOST_FOLDERS && name !== "node_modules")
        folders.push(`${folder}/${name}`);
  }
  return folders;
}

function readFile(
  files: OpenFiles,
  path: string,
): {
  readonly source?: { readonly document: SourceDocument; readonly mapping: Mapping };
  readonly findings: readonly Finding[];
} {
  const place = files.placeOf(path);
  const about = address("files", path);
  if (files.leadsOut(path)) return { findings: [notChecked(about, place, LEADS_OUT)] };
  const parsed = files.parse(path);
  if (!parsed) return { findings: [notChecked(about, place, "It is no file that can be read")] };
  const { document } = parsed;
  const findings = unreadable(about, parsed.findings);
  if (!document) return { findings };
  const tooMuch = tooMuchIn(document);
  if (tooMuch !== undefined) return { findings: [...findings, notChecked(about, place, tooMuch)] };
  const root = readSource(document);
  if (root?.kind !== "mapping") {
    return { findings: [...findings, notAMapping(about, root?.place ?? place)] };
  }
  return { source: { document, mapping: root }, findings };
}
