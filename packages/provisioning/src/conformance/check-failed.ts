import type { Check } from "./report.ts";

/** A check that failed: the one that was under way, or the one whose subject was the reason. */
export class CheckFailed extends Error {
  override readonly name = "CheckFailed";
  readonly check: Check;

  constructor(check: Check, message: string) {
    super(message);
    this.check = check;
  }
}

/** A check that has nothing to look at. */
export class CheckSkipped extends Error {
  override readonly name = "CheckSkipped";
}
