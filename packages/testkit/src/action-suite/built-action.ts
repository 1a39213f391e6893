import { afterAll, beforeAll } from "vitest";
import { type BuiltAction, buildAction } from "../action-runner/build-action.ts";

/**
 * An action that is built before a file's tests, and removed after them.
 *
 * @param source the action's folder, with `action.yml`
 */
export function builtAction(source: string): BuiltAction {
  let built: BuiltAction | undefined;
  const dispose = (): void => built?.[Symbol.dispose]();
  beforeAll(async () => {
    built = await buildAction(source);
  });
  afterAll(dispose);
  return {
    get folder() {
      if (!built) throw new Error(`${source} is not built yet: ask for its folder in a test.`);
      return built.folder;
    },
    [Symbol.dispose]: dispose,
  };
}
