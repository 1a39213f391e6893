// Apart from the verbs, so that who asks why one failed need not load them all.
export { causeOf } from "./operation.ts";
