import { type Gate, namedGate } from "@towpath/delivery";

/** For whoever holds the lock of the service in the environment: without it nobody gets here. */
export const lockGate: Gate = namedGate("lock", ({ graph }) => {
  const { service, environment } = graph;
  return {
    gate: "lock",
    answer: "allow",
    reason: `No other run changes ${service.name} in ${environment.name} meanwhile.`,
  };
});
