// A provider for Terraform, in a process of its own
export { type ProviderOptions, type RunningProvider, startProvider } from "./start-provider.ts";
// Terraform itself
export { terraformHere } from "./terraform-here.ts";
// What goes wrong
export { existsAlready, type Fault, type FaultyCall, type ProviderCall, refusals } from "./world/fault.ts";
export type { ProviderThing } from "./world/thing-files.ts";
