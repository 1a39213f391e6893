import type { Annotation } from "../../action-runner/run-action.ts";
import { outputReader, type WorkflowCommand } from "../../action-runner/workflow-command.ts";
import type { Masks } from "./masks.ts";

/** Takes a step's lines: obeys its commands, and keeps what a reader of the log sees. */
export interface StepLog {
  readonly annotations: Annotation[];
  readonly outputs: Map<string, string>;
  readonly state: Map<string, string>;
  /** Why the step fails for what it said. */
  readonly failures: string[];
  line(text: string): void;
  /** Something that the runner itself has to say. */
  say(text: string): void;
  error(message: string): void;
  text(): string;
}

/** Of each level, for a step; the log has all of them. Source: actions/runner, src/Runner.Worker/ExecutionContext.cs. */
const MOST_ANNOTATIONS = 10;

/** Starts a step's log. */
export function stepLog(masks: Masks): StepLog {
  const shown: string[] = [];
  const annotations: Annotation[] = [];
  const keep = (annotation: Annotation): void => {
    const alike = annotations.filter(({ level }) => level === annotation.level);
    if (alike.length < MOST_ANNOTATIONS) annotations.push(annotation);
  };
  const outputs = new Map<string, string>();
  const state = new Map<string, string>();
  const failures: string[] = [];
  const reader = outputReader();

  const annotate = (level: Annotation["level"], { properties, message }: WorkflowCommand): void => {
    const number = (key: string) => (properties[key] === undefined ? undefined : Number(properties[key]));
    keep({
      level,
      message: masks.hide(message),
      title: properties["title"],
      file: properties["file"],
      line: number("line"),
      endLine: number("endLine"),
      col: number("col"),
      endColumn: number("endColumn"),
    });
    shown.push(masks.hide(`##[${level}]${message}`));
  };

  const obey = (command: WorkflowCommand): void => {
    const { properties, message } = command;
    const name = command.name.toLowerCase();
    if (name === "error" || name === "warning" || name === "notice") annotate(name, command);
    else if (name === "add-mask") masks.add(message);
    else if (name === "set-output") outputs.set(properties["name"] ?? "", message);
    else if (name === "save-state") state.set(properties["name"] ?? "", message);
    else if (name === "group") shown.push(masks.hide(`##[group]${message}`));
    else if (name === "endgroup") shown.push("##[endgroup]");
    else if (name === "set-env" || name === "add-path")
      failures.push(`The \`${name}\` command is disabled. Please upgrade to using Environment Files.`);
    else if (name === "stop-commands")
      failures.push(
        "You cannot use a endToken that is an empty string, the string 'pause-logging', or another workflow command.",
      );
  };

  return {
    annotations,
    outputs,
    state,
    failures,
    line: (text) => {
      const [before, shownBefore] = [reader.commands.length, reader.shown.length];
      reader.read(text === "" ? "\n" : text);
      for (const command of reader.commands.slice(before)) obey(command);
      for (const line of reader.shown.slice(shownBefore)) shown.push(masks.hide(line));
    },
    say: (text) => shown.push(masks.hide(text)),
    error: (message) => {
      keep({ level: "error", message: masks.hide(message) });
      shown.push(masks.hide(`##[error]${message}`));
    },
    text: () => shown.join("\n"),
  };
}
