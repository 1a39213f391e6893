/** A text of parts that are taken whole or not at all. */
export class Page {
  readonly #parts: string[] = [];
  readonly #sizeOf: (text: string) => number;
  #room: number;

  /** @param sizeOf what a text takes of the room */
  constructor(room: number, sizeOf: (text: string) => number) {
    this.#room = room;
    this.#sizeOf = sizeOf;
  }

  /** Adds a part if there is room for it and for what will have to follow it. */
  add(part: string, following = ""): boolean {
    const size = this.#sizeOf(part);
    if (size + this.#sizeOf(following) > this.#room) return false;
    this.#parts.push(part);
    this.#room -= size;
    return true;
  }

  /** Adds what must stand whatever the room. */
  end(part: string): void {
    this.#parts.push(part);
    this.#room -= this.#sizeOf(part);
  }

  text(): string {
    return this.#parts.join("");
  }
}
