import type { Place } from "@towpath/core";
import type { GraphTest } from "@towpath/manifest";

/** What the judgement of a test run goes by. */
export interface Judge {
  readonly service: string;
  readonly section: GraphTest;
  readonly folder: string;
  readonly place: Place;
  /** Takes known secrets out of a text. */
  readonly hide: (text: string) => string;
}
