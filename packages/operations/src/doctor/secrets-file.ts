import { chmod, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Effects } from "@towpath/core";
import { LOCAL_SECRETS_FILE } from "@towpath/provisioning";
import { askGit } from "../trust/git/commit-of.ts";
import type { RepositoryAilment } from "./repository-ailment.ts";

/** The file with a developer's secrets is for this user alone, and git has not got it and will not get it. */
export async function examineSecretsFile(effects: Effects): Promise<readonly RepositoryAilment[]> {
  const path = join(effects.folder, LOCAL_SECRETS_FILE);
  const stats = await stat(path).catch(() => undefined);
  if (!stats) return [];
  const found: RepositoryAilment[] = [];
  if (process.platform !== "win32" && (stats.mode & 0o077) !== 0)
    found.push({
      code: "doctor/secrets-open",
      level: "mandatory",
      message: `Other users may read this file (mode ${(stats.mode & 0o777).toString(8)}). It holds the values of the service's secrets.`,
      where: LOCAL_SECRETS_FILE,
      mend: `chmod 600 ${LOCAL_SECRETS_FILE}`,
      async fix() {
        await chmod(path, 0o600);
        return `${LOCAL_SECRETS_FILE} is for this user alone.`;
      },
    });
  if (await isSaid(["ls-files", "--", LOCAL_SECRETS_FILE], effects))
    found.push({
      code: "doctor/secrets-in-git",
      level: "mandatory",
      message: "This file is in git: whoever has the repository has the values of the service's secrets.",
      where: LOCAL_SECRETS_FILE,
      mend: `git rm --cached ${LOCAL_SECRETS_FILE}, add the line .towpath/ to .gitignore, and give every secret in it a new value.`,
    });
  else if (!(await isSaid(["check-ignore", "--", LOCAL_SECRETS_FILE], effects)))
    found.push({
      code: "doctor/secrets-in-git",
      level: "mandatory",
      message: "Git does not ignore this file: the next `git add .` gives the values of the service's secrets away.",
      where: LOCAL_SECRETS_FILE,
      mend: "Add the line .towpath/ to .gitignore.",
    });
  return found;
}

async function isSaid(words: readonly string[], effects: Effects): Promise<boolean> {
  return (await askGit(words, effects)).trim() !== "";
}
