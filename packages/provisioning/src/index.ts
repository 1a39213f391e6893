export type * from "./driver.ts";
export type * from "./engine.ts";
export type * from "./plan.ts";
export type * from "./state-store.ts";
export type * from "./workload-host.ts";
