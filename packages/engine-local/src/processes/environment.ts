import { LocalEngineError } from "../errors.ts";

/** What a program may know of the environment that Towpath itself runs in. Everything else is left out. */
export const INHERITED = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "TZ",
  "TMPDIR",
] as const;

/**
 * The environment of a program that is started: the few variables that every program needs, taken from `base`, and
 * those that are given by name, which win. Built, never inherited: a pipeline's environment is full of credentials.
 *
 * @throws {LocalEngineError} `engine-local/process-not-started` for a variable that no environment can hold, without its value
 */
export function buildEnvironment(
  base: Readonly<Record<string, string | undefined>>,
  variables: Readonly<Record<string, string>>,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of INHERITED) {
    const value = base[name];
    if (value !== undefined) environment[name] = value;
  }
  for (const [name, value] of Object.entries(variables)) {
    if (!name.includes("\0") && !value.includes("\0")) continue;
    throw new LocalEngineError({
      code: "engine-local/process-not-started",
      message: `The variable ${JSON.stringify(name)} holds a NUL character, which no environment can hold.`,
      hint: "Hand such a value over in a file, or encode it.",
    });
  }
  environment["PATH"] ??= "/usr/local/bin:/usr/bin:/bin";
  return { ...environment, ...variables };
}
