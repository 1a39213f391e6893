import type { Detected } from "../detect/detect-repository.ts";
import { formatEvidence } from "../detect/evidence.ts";
import type { AnswerSource, Answers } from "./answers.ts";
import type { MadeDraft } from "./make-draft.ts";

/** Something of the manifest, and where it was found. */
export interface Fact {
  readonly what: string;
  readonly value: string;
  readonly from: string;
}

const SOURCES = {
  said: "as you said",
  default: "the default",
  platform: "the platform's only team",
  folder: "the folder's name",
} as const;

/** What the manifest was made of, and what the user should look at. */
export function describeDraft(
  { draft, resources, variables }: MadeDraft,
  detected: Detected,
  answers: Answers,
  notes: readonly string[],
): { readonly facts: readonly Fact[]; readonly remarks: readonly string[] } {
  const { application, others, dockerfile, score } = detected;
  const facts: Fact[] = [];
  const add = (what: string, value: string | undefined, from: AnswerSource | undefined): void => {
    if (value !== undefined && from !== undefined) facts.push({ what, value, from: sourceOf(from) });
  };
  add("language", application?.title, application?.at);
  add("framework", application?.framework?.value, application?.framework?.at);
  add("name", draft.name, answers.name.at);
  add("owner", draft.owner, answers.owner?.at);
  for (const [tool, { value, at }] of application?.toolchain ?? []) add(tool, value, at);
  for (const one of application?.build ?? []) if (draft.build.run.includes(one.value)) add("build", one.value, one.at);
  if (draft.test)
    add("test", draft.test.run, draft.test.run === application?.test?.value ? application.test.at : "said");
  add("score", draft.score, score?.at);
  add("run", draft.workload?.run, answers.run?.at);
  add("port", draft.workload && String(draft.workload.port), answers.port?.at);
  if (draft.workload) {
    add("health", application?.health?.value, application?.health?.at);
    add("migration", application?.migrate?.value, application?.migrate?.at);
  }
  for (const { name, type, version, at, client } of resources) {
    const from = client ? `${client.name}, ${formatEvidence(client.at)}` : "as you said";
    facts.push({
      what: `resource ${name}`,
      value: version ? `${type} ${version}` : type,
      from: at ? from : "as you said",
    });
  }
  if (draft.workload)
    for (const { name, value, at } of variables)
      facts.push({ what: `variable ${name}`, value, from: at ? formatEvidence(at) : "the usual name" });
  const remarks = [
    ...draft.missing,
    ...(application?.remarks ?? []),
    ...(draft.workload && resources.length > 0 && draft.workload.variables.length === 0
      ? ["No variable tells the service where its resources are: add it under workload.variables."]
      : []),
    ...(answers.port?.at === "default"
      ? ["Nothing says on which port it is reached: 8080 was taken. The variable PORT tells it where to listen."]
      : []),
    ...others.map(({ title, at }) => `${formatEvidence(at)} is there as well (${title}); it was left out of account.`),
    ...(draft.unusedScore === undefined
      ? []
      : [
          `${draft.unusedScore} is not used: on this machine a command runs, not an image. \`towpath import score\` turns it into a manifest.`,
        ]),
    ...(dockerfile ? [`${dockerfile.at.file} is not used: on this machine a command runs, not an image.`] : []),
    ...notes,
  ];
  return { facts, remarks };
}

function sourceOf(from: AnswerSource): string {
  return typeof from === "string" ? SOURCES[from] : formatEvidence(from);
}
