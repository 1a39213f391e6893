import type { Scalar } from "../source/source-value.ts";
import type { Uses } from "./uses.ts";

/**
 * What the text of a `uses` names.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses
 */
export function readUses(scalar: Scalar): Uses {
  const { comment } = scalar;
  const text = scalar.text.trim();
  if (text.startsWith("docker://")) {
    const image = text.slice("docker://".length);
    return { kind: "docker", scalar, comment, image, isPinned: /@sha256:[0-9a-f]{64}$/i.test(image) };
  }
  if (text === "." || text.startsWith("./") || text.startsWith(".\\"))
    return { kind: "local", scalar, comment, path: plainPath(text.slice(1)) };
  if (text.startsWith("$/")) return { kind: "self", scalar, comment, path: plainPath(text.slice(1)) };
  const at = text.indexOf("@");
  const [owner = "", repo = "", ...below] = (at === -1 ? text : text.slice(0, at)).split("/");
  if (!NAME.test(owner) || !NAME.test(repo)) return { kind: "unknown", scalar, comment };
  const ref = at === -1 ? undefined : text.slice(at + 1);
  const isPinned = ref !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(ref);
  return { kind: "repository", scalar, comment, owner, repo, path: below.join("/"), ref, isPinned };
}

const NAME = /^[\w.-]+$/;

/** Without `.`, doubled slashes and what leads up and down again; empty for the root. */
function plainPath(path: string): string {
  const steps: string[] = [];
  for (const step of path.split(/[\\/]/)) {
    if (step === "..") steps.pop();
    else if (step !== "" && step !== ".") steps.push(step);
  }
  return steps.join("/");
}
