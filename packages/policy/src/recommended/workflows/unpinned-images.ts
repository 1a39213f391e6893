import type { Job, Scalar } from "../../repository/index.ts";
import type { At } from "../../rule/at.ts";
import { defineRule } from "../../rule/define-rule.ts";
import { possibleTexts } from "./possible-texts.ts";

const SCHEME = "docker://";

/** How far an image is nailed down. */
type Pin = "none" | "tag" | "digest";

/** An image that runs in a workflow is the one that was looked at. */
export const unpinnedImages = defineRule({
  id: "workflows/unpinned-images",
  phase: "repository",
  select: { repository: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    params: { schema: { by: { type: "string", enum: ["tag", "digest"], default: "tag" } } },
    messages: {
      none: "The image {{image}} is whatever was pushed last.",
      tag: "The image {{image}} is used by its tag, which can mean something else tomorrow.",
      unknown: "Which image this is, is known only when the workflow runs.",
    },
    docs: {
      summary:
        "Images of jobs, services, steps and actions are named by a version, or by their digest where the platform asks for it.",
      rationale:
        "An image without a tag, or with `latest`, is whatever was pushed last: a build that passed cannot be done again, and whoever can push runs in it. " +
        "With `by: digest` a tag is not enough, nor is an image that is known only when the workflow runs.",
      bad: [
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    container: node\n    steps: [{ run: npm test }]\n",
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    services: { db: { image: 'postgres:latest' } }\n    steps: [{ run: npm test }]\n",
      ],
      good: [
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    container: node:24.11.0\n    steps: [{ run: npm test }]\n",
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps: [{ uses: 'docker://alpine@sha256:4b7ce07002c69e8f3d704a9c5d6fd3053be500b7f1c69fc0d80990c2ad8dd412' }]\n",
      ],
    },
  },
  check({ workflows, actions }, context) {
    const judge = (address: string, field: string, scalar: Scalar, whole: At, job?: Job, cut = 0): void => {
      for (const { text: image, place } of possibleTexts(scalar, job)) {
        const pin = pinOf(image, cut);
        if (pin === "digest" || (context.params.by === "tag" && pin !== "none")) continue;
        const messageId = image === undefined ? "unknown" : pin === "none" ? "none" : "tag";
        const at = place ?? whole;
        const path = [address, field];
        const suggestions = ["Write the version that you mean, and its digest behind it: name:1.2.3@sha256:…"];
        if (messageId === "unknown") context.report({ messageId, at, path, suggestions });
        else context.report({ messageId, at, path, data: { image: image?.slice(cut) ?? "" }, suggestions });
      }
    };
    const jobs = workflows.flatMap((workflow) => workflow.jobs);
    for (const job of jobs) {
      if (job.kind !== "steps") continue;
      const containers = [["container", job.container], ...job.services] as const;
      for (const [name, container] of containers) {
        if (container?.image) judge(job.address, name, container.image, container.image.keyPlace, job);
      }
    }
    const fetched = (address: string, field: string, scalar: Scalar): void => {
      const start = scalar.text.indexOf(SCHEME) + SCHEME.length;
      const at = scalar.placeOf(start, scalar.text.trimEnd().length);
      judge(address, field, scalar, at, undefined, SCHEME.length);
    };
    for (const step of [...jobs, ...actions].flatMap((one) => one.steps))
      if (step.kind === "uses" && step.uses.kind === "docker") fetched(step.address, "uses", step.uses.scalar);
    for (const action of actions) {
      const image = action.using?.text === "docker" ? action.runs?.scalar("image") : undefined;
      if (image?.text.startsWith(SCHEME)) fetched(action.address, "image", image);
    }
  },
});

/** An empty image is none, and GitHub starts nothing. */
function pinOf(image: string | undefined, cut: number): Pin {
  if (image === undefined) return "tag";
  const name = image.slice(cut);
  if (name === "" || /@sha256:/.test(name)) return "digest";
  const tag = /:([^/:]+)$/.exec(name)?.[1];
  return tag === undefined || tag === "latest" ? "none" : "tag";
}
