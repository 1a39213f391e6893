export { type ActionUnderTest, actionSuite } from "./action-suite.ts";
export { builtAction } from "./built-action.ts";
