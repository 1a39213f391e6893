/**
 * Reads a file of `name=value` lines and `name<<delimiter` blocks: what a step left in GITHUB_OUTPUT, GITHUB_STATE or
 * GITHUB_ENV. The last of a name counts. Source: actions/runner, src/Runner.Worker/FileCommandManager.cs.
 *
 * @throws {Error} where the runner would fail the step
 */
export function parseCommandFile(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    if (line === "") continue;
    const equals = line.indexOf("=");
    const heredoc = line.indexOf("<<");
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      if (equals === 0) throw new Error(`Invalid format '${line}': the name must not be empty.`);
      values.set(line.slice(0, equals), line.slice(equals + 1));
    } else if (heredoc >= 0) {
      const name = line.slice(0, heredoc);
      const delimiter = line.slice(heredoc + 2);
      if (name === "" || delimiter === "") throw new Error(`Invalid format '${line}': name and delimiter are needed.`);
      const end = lines.indexOf(delimiter, index + 1);
      if (end < 0) throw new Error(`Invalid value: no matching delimiter '${delimiter}'.`);
      values.set(name, lines.slice(index + 1, end).join("\n"));
      index = end;
    } else {
      throw new Error(`Invalid format '${line}'.`);
    }
  }
  return values;
}
