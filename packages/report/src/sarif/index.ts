export type { RuleDescription } from "../rule-description.ts";
export { renderSarif, type Sarif, type SarifOptions } from "./sarif.ts";
