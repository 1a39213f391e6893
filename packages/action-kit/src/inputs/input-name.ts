/** The input's name in `action.yml`, of its property's: `failOn` is `fail-on`. */
export function inputName(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * The environment variable that the runner hands an input over in: upper case, blanks as underscores, hyphens kept.
 * Source: actions/runner, src/Runner.Worker/Handlers/Handler.cs (AddInputsToEnvironment).
 */
export function inputVariable(name: string): string {
  return `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`;
}
