import { join } from "node:path";
import type { Effects } from "@towpath/core";
import { repositoryRoot } from "../repository/repository-root.ts";
import type { RepositoryAilment } from "./repository-ailment.ts";

const USES = /^\s*(?:-\s+)?["']?uses["']?\s*:\s*["']?([\w.-]+\/[\w./-]+)@([^\s"'#]+)/;
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Whatever workflows use of others is named by a commit: a tag may be moved. Undefined where there are no workflows. */
export function examineWorkflowPins({ files, folder }: Effects): readonly RepositoryAilment[] | undefined {
  const root = repositoryRoot(folder, files);
  const workflows = root && files.list(join(root, ".github", "workflows"));
  if (!root || !workflows) return undefined;
  return workflows.flatMap(({ name, kind }): readonly RepositoryAilment[] => {
    if (kind !== "file" || !/\.ya?ml$/.test(name)) return [];
    const bytes = files.read(join(root, ".github", "workflows", name));
    const lines = Buffer.from(bytes ?? [])
      .toString("utf8")
      .split("\n");
    const moving = lines.flatMap((text, index) => {
      const [, action, version = ""] = USES.exec(text) ?? [];
      return action === undefined || COMMIT.test(version) ? [] : [{ action, version, line: index + 1 }];
    });
    const [first] = moving;
    if (!first) return [];
    const more = moving.length > 1 ? ` and ${moving.length - 1} more` : "";
    return [
      {
        code: "doctor/actions-not-pinned",
        level: "advisory",
        message: `${first.action}@${first.version}${more} is named by what can be moved to other code, which then runs with this workflow's token.`,
        where: `.github/workflows/${name}`,
        line: first.line,
        mend: `Name the commit: ${first.action}@COMMIT # ${first.version}. towpath check holds workflows against all of your platform's rules.`,
      },
    ];
  });
}
