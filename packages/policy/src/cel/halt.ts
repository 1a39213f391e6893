import type { Place } from "@towpath/core";

/** Stops an evaluation at a value that is known only after apply. */
export class UnknownHalt extends Error {
  override readonly name = "UnknownHalt";
  readonly why: string;
  readonly place: Place | undefined;

  constructor(why: string, place?: Place) {
    super(why);
    this.why = why;
    this.place = place;
  }
}

/** Stops an evaluation at something that has no value: a property that is missing, a division by zero. */
export class FaultHalt extends Error {
  override readonly name = "FaultHalt";
}

/** Stops an evaluation that takes too much work; nothing takes it back. */
export class ExhaustedHalt extends Error {
  override readonly name = "ExhaustedHalt";
}
