import { ExhaustedHalt } from "./halt.ts";

/** How much work one evaluation may be: about one unit for each operation that is done again for each item of a list. */
export const EVALUATION_BUDGET = 500_000;
/** How much the rules of a pack may do together in one check. */
export const PACK_BUDGET = 300_000_000;
/** The longest text that an expression may make, in UTF-16 code units. */
export const LONGEST_TEXT = 100_000;

/** Work that may still be done. Counted, not timed: the same check ends the same way on every machine. */
export class Budget {
  #left: number;
  readonly #around: Budget | undefined;

  /** @param around what this is a part of */
  constructor(units: number, around?: Budget) {
    this.#left = units;
    this.#around = around;
  }

  /** @throws {ExhaustedHalt} where less is left */
  spend(units: number): void {
    this.#left -= units;
    if (this.#left < 0) throw new ExhaustedHalt("the expression takes too much work for what it is given");
    if (this.#around) this.#around.#take(units);
  }

  #take(units: number): void {
    this.#left -= units;
    if (this.#left < 0) throw new ExhaustedHalt("the pack's rules have done as much work as one check allows");
  }
}
