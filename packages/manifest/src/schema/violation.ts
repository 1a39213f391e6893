/** One thing that keeps a value from being what its schema says, in the words of ajv: https://ajv.js.org/api.html#error-objects */
export interface Violation {
  /** JSON Pointer of the value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The name that it is about, where it is about a name. */
  readonly propertyName?: string;
  readonly data: unknown;
  /** The schema that has the keyword. */
  readonly parentSchema: unknown;
}

/** A member of what a violation's schema says, where it is of the kind that is looked for. */
export function textOf(schema: unknown, key: string): string | undefined {
  const value = memberOf(schema, key);
  return typeof value === "string" ? value : undefined;
}

/** A member of an unknown value, own properties only. */
export function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
