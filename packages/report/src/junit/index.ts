export type { RuleDescription } from "../rule-description.ts";
export { type JunitOptions, renderJunit } from "./junit.ts";
