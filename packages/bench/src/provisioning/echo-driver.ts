import type { Driver } from "@towpath/provisioning";

/** Makes nothing: what is on record is there. So what is measured is the reconciler, not a server that answers slowly. */
export const echoDriver: Driver = {
  want: ({ version, settings }) => ({ version: version ?? null, settings }),
  read: async (_scope, recorded) => recorded && { ...recorded, status: "ready", outputs: {} },
  create: async ({ address }, want, { idempotencyKey }) => ({
    want,
    have: { id: idempotencyKey },
    status: "ready",
    outputs: { id: address, port: 5432, password: "of-a-thing-that-is-nowhere", url: "thing://nowhere" },
  }),
  update: async (_scope, want, have) => ({ ...have, want }),
  delete: async () => undefined,
};
