import { shown } from "../../finding.ts";
import type { PlatformModel } from "../platform-model.ts";
import type { Report } from "./reporter.ts";

/** GitHub's issuers, its own and those of data residency. */
const GITHUB = /^https:\/\/token\.actions\.[\w.-]+$/;

/** Where the workflow's file begins in what GitHub calls a job by. */
const WORKFLOWS = "/.github/workflows/";

/** Towpath's workflow in which commands of a team's run beside an identity. */
const UNSIGNED = "deploy.yml@";

/** Whether a platform believes more workflows than it names: whoever writes one of them may say anything of a release. */
export function checkIdentity({ document, source }: PlatformModel, report: Report): void {
  const { keyless } = document.evidence ?? {};
  if (!keyless || !GITHUB.test(keyless.issuer)) return;
  const isList = typeof keyless.identity !== "string";
  const patterns = typeof keyless.identity === "string" ? [keyless.identity] : keyless.identity;
  for (const [index, pattern] of patterns.entries()) {
    if (!believesUnsigned(pattern)) continue;
    report({
      code: "manifest/wide-identity",
      level: "advisory",
      message: `What any workflow that matches ${shown(pattern)} signs is believed: Towpath's deploy.yml is one, and commands of a team's run in it.`,
      at: [source, ["evidence", "keyless", "identity", ...(isList ? [index] : [])], "value"],
      suggestions: [
        "Name each file in which nothing but what signs runs: .github/workflows/deliver.yml and .github/workflows/environment.yml of Towpath's.",
      ],
    });
  }
}

/** Whether some ref of that file fits. What is before its folder does not matter: no ref holds `/.github/`. */
function believesUnsigned(pattern: string): boolean {
  const at = pattern.indexOf(WORKFLOWS);
  if (at === -1) return pattern.includes("*");
  const file = pattern.slice(at + WORKFLOWS.length);
  const [begin = ""] = file.split("*");
  return begin.startsWith(UNSIGNED) || (file.includes("*") && UNSIGNED.startsWith(begin));
}
