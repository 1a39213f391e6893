import { join } from "node:path";
import { type Effects, errorMessage } from "@towpath/core";
import type { Look } from "@towpath/engine-local";
import { CURRENT_API_VERSION, type Upgrade } from "@towpath/manifest/upgrade";
import { MANIFEST_NAME } from "../documents/find-manifests.ts";
import { upgrade } from "../verbs/upgrade.ts";
import { examineBranchRules } from "./branch-rules.ts";
import type { RepositoryAilment } from "./repository-ailment.ts";
import { examineSecretsFile } from "./secrets-file.ts";
import { examineWorkflowPins } from "./workflow-pins.ts";

/** What is known of the repository of the present folder. */
export interface RepositoryReport {
  readonly ailments: readonly RepositoryAilment[];
  readonly looks: readonly Look[];
}

type Answer = { readonly found: readonly RepositoryAilment[] } | { readonly why: string };

/**
 * Looks through the repository of the present folder: only what is cheap to know and certain. Writes nothing.
 *
 * @param upgrades the steps between versions; those of `@towpath/manifest` when absent
 */
export async function examineRepository(effects: Effects, upgrades?: readonly Upgrade[]): Promise<RepositoryReport> {
  const looks: Look[] = [];
  const ailments: RepositoryAilment[] = [];
  const look = async (at: string, examine: () => Promise<Answer>): Promise<void> => {
    const answer = await examine().catch((error: unknown): Answer => {
      effects.signal.throwIfAborted();
      return { why: errorMessage(error) };
    });
    if ("why" in answer) return void looks.push({ at, found: undefined, why: answer.why });
    ailments.push(...answer.found);
    looks.push({ at, found: answer.found.length });
  };
  await look("versions of the documents in this folder", () => documents(effects, upgrades));
  await look("the file with this service's secrets", async () => ({ found: await examineSecretsFile(effects) }));
  await look("what workflows use of others", async () => {
    const found = examineWorkflowPins(effects);
    return found ? { found } : { why: "there are no workflows" };
  });
  await look("rules of the default branch on GitHub", () => examineBranchRules(effects));
  return { ailments, looks };
}

async function documents(effects: Effects, upgrades: readonly Upgrade[] | undefined): Promise<Answer> {
  const { files, folder } = effects;
  const isThere = [MANIFEST_NAME, "platform.yaml"].some((name) => files.realPath(join(folder, name)) !== undefined);
  if (!isThere) return { why: "there is neither a manifest nor a platform in this folder" };
  const { data, status, summary } = await upgrade(
    { files: [], isCheck: true, upgrades },
    { ...effects, events: () => {} },
  );
  if (!data || status === "invalid" || status === "fault") return { why: `${summary} See towpath validate.` };
  return {
    found: data.documents
      .filter(({ from, to }) => from !== to)
      .map(({ file, from }) => ({
        code: "doctor/documents-old",
        level: "advisory",
        message: `This document is of ${from}; this version of Towpath writes ${CURRENT_API_VERSION}.`,
        where: file,
        mend: "towpath upgrade",
      })),
  };
}
