import type { Effects } from "@towpath/core";

/** What building and testing need of the world, passed in. */
export type DeliveryEffects = Pick<Effects, "clock" | "events" | "signal" | "variables">;
