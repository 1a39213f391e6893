import type { PlatformModel } from "@towpath/manifest";
import type { Detected } from "../detect/detect-repository.ts";
import type { Evidence, Found } from "../detect/evidence.ts";
import { type Interview, interview } from "./interview.ts";
import { findOwner } from "./owner.ts";
import type { Questions } from "./questions.ts";
import { isName, serviceName } from "./service-name.ts";

/** What the user said by options. */
export interface Given {
  readonly name?: string | undefined;
  readonly owner?: string | undefined;
  readonly port?: string | undefined;
  readonly run?: string | undefined;
}

/** Where an answer came from: a place in a file, or what is named. */
export type AnswerSource = Evidence | "said" | "default" | "platform" | "folder";

export interface Answer<T> {
  readonly value: T;
  readonly at: AnswerSource;
}

/** What init has to know, from options, files and a person, in this order. */
export interface Answers {
  readonly name: Answer<string>;
  readonly owner: Answer<string> | undefined;
  readonly run: Answer<string> | undefined;
  readonly port: Answer<number> | undefined;
  /** The Score file says what runs. */
  readonly usesScore: boolean;
}

/** What the answers are about, and who can be asked. */
export interface AnswerContext {
  readonly folderName: string;
  readonly platform: PlatformModel;
  /** Undefined where nobody can be asked. */
  readonly questions: Questions | undefined;
  /** Nothing is asked: what was not found is left out or has its default. */
  readonly takesFound: boolean;
}

/**
 * Takes what was given and found, and asks for the rest.
 *
 * @throws {OperationError} `operation/missing-answer` with all that is missing where nobody can be asked
 */
export async function settle(given: Given, detected: Detected, context: AnswerContext): Promise<Answers> {
  const asked = interview(context.questions, context.takesFound);
  const name = said(given.name) ?? (await nameOf(detected, context, asked));
  const owner = said(given.owner) ?? (await ownerOf(detected, context, asked));
  const isByScore = usesScore(detected, context, given.run);
  const run = isByScore
    ? undefined
    : (said(given.run) ??
      detected.application?.run ??
      said(
        await asked.fill({
          need: "how the service is started (--run 'node server.js')",
          question: "How is it started? (Enter: nothing runs, it has resources only)",
          initial: "",
        }),
      ));
  const port = run && (await portOf(given.port, detected, context, asked));
  asked.refuseMissing();
  return { name: name ?? { value: "service", at: "default" }, owner, run, port, usesScore: isByScore };
}

/** A Score file says what runs from images: where everything runs on this machine, there is nothing that runs them. */
function usesScore({ score }: Detected, { platform }: AnswerContext, run: string | undefined): boolean {
  return score !== undefined && run === undefined && !platform.environments.every((name) => platform.isLocal(name));
}

function said(value: string | undefined): Answer<string> | undefined {
  return value === undefined ? undefined : { value, at: "said" };
}

async function nameOf(
  { application, score }: Detected,
  { folderName }: AnswerContext,
  asked: Interview,
): Promise<Answer<string> | undefined> {
  const found: Found<string> | undefined = application?.name ?? score?.name;
  const name = serviceName(found?.value ?? "");
  if (found && name !== undefined) return { value: name, at: found.at };
  const folder = serviceName(folderName);
  if (folder !== undefined) return { value: folder, at: "folder" };
  return said(
    await asked.fill({
      need: "what the service is called (--name orders)",
      question: "What is the service called?",
      check: nameFlaw,
    }),
  );
}

async function ownerOf(
  { owners }: Detected,
  { platform }: AnswerContext,
  asked: Interview,
): Promise<Answer<string> | undefined> {
  const found = findOwner(owners, platform);
  if (found) return found;
  const teams = Object.keys(platform.document.teams ?? {});
  const gap =
    teams.length > 0
      ? {
          need: `which team owns it (--owner ${teams.slice(0, 8).join(" or ")})`,
          isMandatory: true,
          question: "Which team owns it?",
          options: teams,
        }
      : {
          question: "Which team owns it? (Enter: nobody yet)",
          initial: "",
          check: (text: string) => (text === "" ? undefined : nameFlaw(text)),
        };
  return said(await asked.fill(gap));
}

async function portOf(
  given: string | undefined,
  { application, score, compose, dockerfile }: Detected,
  { takesFound }: AnswerContext,
  asked: Interview,
): Promise<Answer<number>> {
  if (given !== undefined) return { value: Number(given), at: "said" };
  const found = application?.port ?? score?.port ?? compose?.port ?? dockerfile?.port;
  if (found) return found;
  if (application?.defaultPort !== undefined && application.framework)
    return { value: application.defaultPort, at: application.framework.at };
  const answer = await asked.fill({
    need: "on which port it is reached (--port 8080)",
    question: "On which port is it reached?",
    initial: String(USUAL_PORT),
    check: portFlaw,
  });
  return answer === undefined || takesFound
    ? { value: USUAL_PORT, at: "default" }
    : { value: Number(answer), at: "said" };
}

const USUAL_PORT = 8080;

/** What is wrong with a name, or undefined. */
export function nameFlaw(name: string): string | undefined {
  const isRight = isName(name);
  return isRight ? undefined : "A name has lower-case letters, digits and hyphens, a letter first, at most 63 in all.";
}

/** What is wrong with a port, or undefined. */
export function portFlaw(text: string): string | undefined {
  const isRight = /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
  return isRight ? undefined : "A port is a number from 1 to 65535.";
}
