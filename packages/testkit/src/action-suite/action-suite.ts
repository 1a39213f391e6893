import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type DeclaredInput, readActionMetadata } from "../action-runner/action-metadata.ts";
import { withActionTables } from "../action-runner/action-tables.ts";
import { readmeExample, readmePermissions } from "../action-runner/readme-example.ts";

/** What an action's code does: its `action.yml` and its README are held to it. */
export interface ActionUnderTest {
  /** What the code reads, by property: `failOn`. */
  readonly inputs: Readonly<Record<string, Pick<DeclaredInput, "default" | "isRequired">>>;
  /** An input's name in `action.yml`, of its property's. */
  readonly inputName: (property: string) => string;
  /** Names of all that are set. */
  readonly outputs: readonly string[];
  /** The permission of each kind of call that is made, in the README's order, and the inputs that lead to it. */
  readonly permissions: readonly (readonly [permission: string, ...inputs: readonly string[]])[];
}

/**
 * What an action's folder promises to those who use it: `action.yml` and the README's tables and example say what the code does.
 * Run with `--update`, it writes the README's tables of inputs and outputs anew.
 *
 * @param folder with `action.yml` and `README.md`
 */
export function actionSuite(folder: string, { inputs, inputName, outputs, permissions }: ActionUnderTest): void {
  const action = readActionMetadata(folder);
  const rows = readmePermissions(folder);

  // A default for each, also an empty one: else a variable of the job's own could pass for the input.
  test("action.yml declares the inputs that the code reads, with their defaults", () => {
    const declared = [...action.inputs].map(([name, input]) => [name, input.default, input.isRequired]);
    const read = Object.entries(inputs).map(([name, input]) => [
      inputName(name),
      input.default ?? "",
      input.isRequired,
    ]);
    expect(declared.sort()).toEqual(read.sort());
  });

  test("action.yml declares the outputs that are set", () => {
    expect([...action.outputs.keys()].sort()).toEqual([...outputs].sort());
  });

  test("it runs on Node 24", () => {
    expect(action).toMatchObject({ using: "node24", main: "dist/main.js" });
  });

  test("the README's tables say what action.yml says (npm run generate mends them)", async () => {
    const file = join(folder, "README.md");
    await expect(withActionTables(readFileSync(file, "utf8"), action)).toMatchFileSnapshot(file);
  });

  test("the README's permissions are those of the calls that are made, the inputs those that lead to them", () => {
    const needed = Map.groupBy(permissions, ([permission]) => permission);
    expect(rows.map((row) => [row.permission, ...row.inputs])).toEqual(
      [...needed].map(([permission, calls]) => [permission, ...calls.flatMap(([, ...led]) => led)]),
    );
    for (const name of rows.flatMap((row) => row.inputs)) expect(action.inputs.has(name), name).toBe(true);
  });

  test("the README's example grants what an action that is asked for nothing special needs", () => {
    const needed = rows.flatMap(({ permission, isSometimes, inputs: led }) => {
      const isOff = led.length > 0 && led.every((name) => action.inputs.get(name)?.default === "false");
      return isSometimes || isOff ? [] : [permission];
    });
    const isCovered = (permission: string) =>
      permission.endsWith(": read") && needed.includes(permission.replace(": read", ": write"));
    const granted = [...readmeExample(folder).matchAll(/^ {2}([a-z-]+: (?:read|write)) #/gm)];
    expect(granted.map(([, permission]) => permission)).toEqual(needed.filter((one) => !isCovered(one)));
  });
}
