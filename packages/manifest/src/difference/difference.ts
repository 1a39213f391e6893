import type { Json, Origin } from "@towpath/core";

/** One value that differs. A secret's values are never here: `before` and `after` are absent and `secret` is true. */
export interface Difference {
  /** Path below the thing: `settings.maxConnections`, `version`. */
  readonly path: string;
  readonly before?: Json | undefined;
  readonly after?: Json | undefined;
  /** `after` is known only when it is carried out. */
  readonly unknown: boolean;
  readonly secret: boolean;
  readonly origin?: Origin | undefined;
}
