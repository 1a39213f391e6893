import type { Row } from "../report/row.ts";

/** Some figures that are taken together. */
export interface Suite {
  readonly name: string;
  /** What it measures, in a few words. */
  readonly summary: string;
  run(bench: Bench): readonly Row[];
}

/** What a suite works with. */
export interface Bench {
  /** The checkout. All paths are absolute. */
  readonly root: string;
  /** An empty folder for this suite alone, deleted afterwards. */
  readonly scratch: string;
  /** How many pairs count for what is over in a moment. */
  readonly pairs: number;
  /** How many times what takes seconds is done. */
  readonly rounds: number;
  /** Also what takes many minutes. */
  readonly isWhole: boolean;
  /** Says what is going on. */
  readonly say: (text: string) => void;
}
