/** What a text can be painted in. */
export type Colour = "red" | "green" | "yellow" | "cyan" | "dim" | "bold";

const CODES: Readonly<Record<Colour, readonly [on: number, off: number]>> = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  dim: [2, 22],
  bold: [1, 22],
};

/** Paints a text that is {@link import("./printable.ts").printable} already. */
export type Paint = (colour: Colour, text: string) => string;

/** A brush: ECMA-48 colours when `isOn`, the text as it is otherwise. */
export function palette(isOn: boolean): Paint {
  if (!isOn) return (_, text) => text;
  return (colour, text) => {
    const [on, off] = CODES[colour];
    return text === "" ? "" : `\u001b[${on}m${text}\u001b[${off}m`;
  };
}
