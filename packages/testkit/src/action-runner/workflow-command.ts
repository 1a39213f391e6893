/** A line of a step's output that the runner obeys. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** What a runner registers, in lower case. Source: actions/runner, src/Runner.Worker/ActionCommandManager.cs. */
const REGISTERED = new Set([
  "add-mask",
  "add-matcher",
  "add-path",
  "debug",
  "echo",
  "endgroup",
  "error",
  "group",
  "notice",
  "remove-matcher",
  "save-state",
  "set-env",
  "set-output",
  "stop-commands",
  "warning",
]);

/** Reads a step's output as a runner does: which lines are commands, which are shown. */
export interface OutputReader {
  readonly commands: readonly WorkflowCommand[];
  /** Lines that are no commands. */
  readonly shown: readonly string[];
  read(output: string): void;
}

/** A reader that obeys from the start. .NET ends a line at CR, LF and CR LF. */
export function outputReader(): OutputReader {
  const commands: WorkflowCommand[] = [];
  const shown: string[] = [];
  let token: string | undefined;
  const readLine = (line: string): void => {
    const isKnown = (name: string) => REGISTERED.has(name.toLowerCase()) || sameWord(name, token);
    const command = parseSecondSpelling(line, isKnown) ?? parseFirstSpelling(line, isKnown);
    if (!command) return void shown.push(line);
    if (token !== undefined) {
      if (sameWord(command.name, token)) token = undefined;
      else shown.push(line);
    } else if (sameWord(command.name, "stop-commands") && isEndToken(command.message)) {
      token = command.message;
    } else {
      commands.push(command);
    }
  };
  return {
    commands,
    shown,
    read: (output) => {
      if (output === "") return;
      for (const line of output.replace(/(?:\r\n|\r|\n)$/, "").split(/\r\n|\r|\n/)) readLine(line);
    },
  };
}

/** Others would let what is printed turn commands on again. Whoever asks with one is refused. */
function isEndToken(word: string): boolean {
  return word !== "" && word !== "pause-logging" && !REGISTERED.has(word.toLowerCase());
}

function sameWord(a: string, b: string | undefined): boolean {
  return b !== undefined && a.toLowerCase() === b.toLowerCase();
}

/** `::name a=b,c=d::message`, after any white space. */
function parseSecondSpelling(line: string, isKnown: (name: string) => boolean): WorkflowCommand | undefined {
  const [, facts, message = ""] = /^[\s\u0085]*::(.*?)::(.*)$/su.exec(line) ?? [];
  if (facts === undefined) return undefined;
  return parsed(facts, message, isKnown, { separator: ",", property: PROPERTY_ESCAPES, message: MESSAGE_ESCAPES });
}

/** `##[name a=b;c=d]message`, anywhere in the line. */
function parseFirstSpelling(line: string, isKnown: (name: string) => boolean): WorkflowCommand | undefined {
  const [, facts, message = ""] = /##\[([^\]]*)\](.*)$/su.exec(line) ?? [];
  if (facts === undefined) return undefined;
  return parsed(facts, message, isKnown, { separator: ";", property: FIRST_ESCAPES, message: FIRST_ESCAPES });
}

interface Spelling {
  readonly separator: string;
  readonly property: Escapes;
  readonly message: Escapes;
}

function parsed(
  facts: string,
  message: string,
  isKnown: (name: string) => boolean,
  spelling: Spelling,
): WorkflowCommand | undefined {
  const space = facts.indexOf(" ");
  const name = space < 0 ? facts : facts.slice(0, space);
  if (!isKnown(name)) return undefined;
  const pairs =
    space < 0
      ? []
      : facts
          .slice(space + 1)
          .trim()
          .split(spelling.separator);
  const properties = pairs.flatMap((pair) => {
    const [, key, value] = /^([^=]+)=(.+)$/s.exec(pair) ?? [];
    return key !== undefined && value !== undefined ? [[key, unescaped(value, spelling.property)] as const] : [];
  });
  return { name, properties: Object.fromEntries(properties), message: unescaped(message, spelling.message) };
}

/** In the runner's order: the per cent sign last. */
type Escapes = readonly (readonly [escape: string, character: string])[];
const MESSAGE_ESCAPES: Escapes = [
  ["%0D", "\r"],
  ["%0A", "\n"],
  ["%25", "%"],
];
const PROPERTY_ESCAPES: Escapes = [["%3A", ":"], ["%2C", ","], ...MESSAGE_ESCAPES];
const FIRST_ESCAPES: Escapes = [["%3B", ";"], ["%5D", "]"], ...MESSAGE_ESCAPES];

function unescaped(text: string, escapes: Escapes): string {
  return escapes.reduce((result, [written, character]) => result.replaceAll(written, character), text);
}
