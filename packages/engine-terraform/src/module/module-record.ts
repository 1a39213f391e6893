import type { JsonObject } from "@towpath/core";

/**
 * How a module was called, to be called the same way again: plain JSON without secrets. Texts among its inputs are
 * templates, with `$$` for a dollar, over what is looked up each time: `${resources.NAME.OUTPUT}` (what another resource of
 * the same engine gives), `${inputs.NAME}` and `${generated.NAME}` (secrets that are kept sealed beside it).
 */
export interface ModuleRecord {
  /** The version of this format. */
  readonly module: 1;
  /** The resource type, whose home a local module is found from. */
  readonly type: string;
  readonly source: string;
  readonly version?: string | undefined;
  readonly inputs: JsonObject;
  /** A name of a module's output, or a template, for each output that the type promises. */
  readonly outputs: Readonly<Record<string, string>>;
}
