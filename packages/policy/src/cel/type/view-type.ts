import { UnknownHalt } from "../halt.ts";
import type { CelObject } from "../value/cel-object.ts";
import type { CelValue } from "../value/cel-value.ts";
import type { CelType, Property, ViewType } from "./cel-type.ts";

/** How one property of a JavaScript object is shown. */
export interface PropertyOf<T> {
  readonly type: CelType;
  readonly isOptional?: boolean;
  /** Its value; undefined where it is missing. May throw {@link UnknownHalt} where it is not known yet. */
  read(of: T): CelValue | undefined;
}

/**
 * The type of objects of one kind, with how each of their properties is read. Nothing else of them can be reached, inherited
 * members least of all.
 *
 * @param name what messages call it
 * @param define gives its properties; called once, when they are first asked for: types may be about each other
 */
export function viewType<T extends object>(
  name: string,
  define: () => Readonly<Record<string, PropertyOf<T>>>,
): ViewType<T> {
  let known: Defined<T> | undefined;
  const defined = () => {
    known ??= definedBy(define());
    return known;
  };
  const views = new WeakMap<T, CelObject>();
  const type: ViewType<T> = {
    kind: "object",
    name,
    get properties() {
      return defined().properties;
    },
    view(of) {
      const known = views.get(of);
      if (known) return known;
      const view = new View(of);
      views.set(of, view);
      return view;
    },
  };

  class View implements CelObject {
    readonly type = type;
    readonly #of: T;
    readonly #values = new Map<string, CelValue>();

    constructor(of: T) {
      this.#of = of;
    }

    get(key: string): CelValue | undefined {
      const known = this.#values.get(key);
      if (known !== undefined) return known;
      const value = defined().readers.get(key)?.read(this.#of);
      if (value !== undefined) this.#values.set(key, value);
      return value;
    }

    has(key: string): boolean {
      try {
        return this.get(key) !== undefined;
      } catch (thrown) {
        if (thrown instanceof UnknownHalt) return true;
        throw thrown;
      }
    }
  }
  return type;
}

interface Defined<T> {
  readonly readers: ReadonlyMap<string, PropertyOf<T>>;
  readonly properties: ReadonlyMap<string, Property>;
}

function definedBy<T>(properties: Readonly<Record<string, PropertyOf<T>>>): Defined<T> {
  const readers = new Map(Object.entries(properties));
  const shown = [...readers].map(([key, { type, isOptional = false }]): [string, Property] => [
    key,
    { type, isOptional },
  ]);
  return { readers, properties: new Map(shown) };
}
