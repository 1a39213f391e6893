/** What no log of a job may show. */
export interface Masks {
  /** Each line of it, and what encoders make of it. */
  add(secret: string): void;
  /** The text with `***` for all of them. */
  hide(text: string): string;
  /** Whether one of them is in it. */
  isIn(text: string): boolean;
}

/** Masks as a runner keeps them. Source: actions/runner, src/Sdk/DTLogging/Logging/ValueEncoders.cs. */
export function masks(): Masks {
  const hidden = new Set<string>();
  const hide = (text: string): string =>
    [...hidden].sort((a, b) => b.length - a.length).reduce((shown, one) => shown.replaceAll(one, "***"), text);
  return {
    add: (secret) => {
      for (const value of [secret, ...secret.split(/\r\n|\r|\n/)]) {
        if (value.trim() === "") continue;
        for (const one of [value, ...encoded(value)]) hidden.add(one);
      }
    },
    hide,
    isIn: (text) => hide(text) !== text,
  };
}

function encoded(value: string): readonly string[] {
  // Base64 of a text within another one starts at one of three places; what is left is the same in all of them.
  const inBase64 = [0, 1, 2].map((shift) => {
    const bytes = Buffer.from(value);
    const cut = bytes.subarray(shift, shift + Math.floor((bytes.length - shift) / 3) * 3);
    return cut.toString("base64");
  });
  const json = JSON.stringify(value).slice(1, -1);
  const xml = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const few = [...inBase64.filter((one) => one.length >= 8), json, xml, percentEncoded(value)];
  return few.filter((one) => one !== "" && one !== value);
}

function percentEncoded(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return "";
  }
}
