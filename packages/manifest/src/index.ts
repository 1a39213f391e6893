export type * from "./graph.ts";
