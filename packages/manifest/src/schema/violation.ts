/** An error object of ajv, as far as it is used: https://ajv.js.org/api.html#error-objects */
export interface Violation {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly propertyName?: string;
  readonly data?: unknown;
  readonly parentSchema?: unknown;
}

/** A generated validator. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly Violation[] | null;
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
