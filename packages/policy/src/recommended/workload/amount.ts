/** How many bytes a unit of memory stands for. https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/ */
const BYTES: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** An amount of memory in bytes: `512Mi`. Undefined for what is none. */
export function bytesOf(text: string): number | undefined {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)([A-Za-z]{0,2})$/.exec(text) ?? [];
  const bytes = Object.hasOwn(BYTES, unit) ? BYTES[unit] : undefined;
  return number === "" || bytes === undefined ? undefined : Number(number) * bytes;
}

/** An amount of processor in whole processors: `500m` is 0.5. Undefined for what is none. */
export function processorsOf(text: string): number | undefined {
  const [, number = "", unit] = /^(\d+(?:\.\d+)?)(m?)$/.exec(text) ?? [];
  if (number === "") return undefined;
  return unit === "m" ? Number(number) / 1_000 : Number(number);
}
