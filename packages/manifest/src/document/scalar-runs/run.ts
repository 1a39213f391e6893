/** A part of a scalar's value and where it stands in the text. */
export interface Run {
  /** Offset in the value, and how many characters it is there. */
  readonly value: number;
  readonly length: number;
  /** Offset in the text, and how many characters it is there. */
  readonly text: number;
  readonly width: number;
  /** It stands there character by character; otherwise all of it stands at once, such as an escape. */
  readonly isPlain: boolean;
}

/** Gathers the runs of one scalar, in order. */
export class Runs {
  readonly all: Run[] = [];
  /** How much of the value there is so far. */
  length = 0;

  /** Characters that stand as they are. */
  plain(text: number, length: number): void {
    if (length > 0) this.#add({ value: this.length, length, text, width: length, isPlain: true });
  }

  /** Characters that are written as others: an escape, a line break. */
  written(length: number, text: number, width: number): void {
    if (length > 0) this.#add({ value: this.length, length, text, width, isPlain: false });
  }

  #add(run: Run): void {
    this.all.push(run);
    this.length += run.length;
  }
}
