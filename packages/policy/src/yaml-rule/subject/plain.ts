import type { Json } from "@towpath/core";
import {
  CelMap,
  type CelType,
  type CelValue,
  celOf,
  listOf,
  mapOf,
  oneOf,
  type PropertyOf,
  types,
  type ViewType,
} from "../../cel/index.ts";

/** A text; `isOptional` where it can be missing. */
export function text<T>(read: (of: T) => string | undefined, isOptional = false): PropertyOf<T> {
  return { type: types.string, isOptional, read };
}

/** One of a few texts. */
export function choice<T>(
  values: readonly string[],
  read: (of: T) => string | undefined,
  isOptional = false,
): PropertyOf<T> {
  return { type: oneOf(...values), isOptional, read };
}

/** A whole number. */
export function whole<T>(read: (of: T) => number | undefined, isOptional = false): PropertyOf<T> {
  return {
    type: types.int,
    isOptional,
    read(of) {
      const value = read(of);
      return value === undefined ? undefined : BigInt(Math.trunc(value));
    },
  };
}

/** True or false. */
export function flag<T>(read: (of: T) => boolean): PropertyOf<T> {
  return { type: types.bool, read };
}

/** Texts in a list. */
export function texts<T>(read: (of: T) => readonly string[] | undefined, isOptional = false): PropertyOf<T> {
  return { type: listOf(types.string), isOptional, read };
}

/** A value as JSON has it. */
export function json<T>(type: CelType, read: (of: T) => Json | undefined, isOptional = false): PropertyOf<T> {
  return {
    type,
    isOptional,
    read(of) {
      const value = read(of);
      return value === undefined ? undefined : celOf(value, type);
    },
  };
}

/** Texts by name. */
export function textMap<T>(read: (of: T) => Readonly<Record<string, string>>): PropertyOf<T> {
  return json(mapOf(types.string), read);
}

/** Something with properties of its own. */
export function one<T, U extends object>(
  type: ViewType<U>,
  read: (of: T) => U | undefined,
  isOptional = false,
): PropertyOf<T> {
  return {
    type,
    isOptional,
    read(of) {
      const found = read(of);
      return found && type.view(found);
    },
  };
}

/** Several of those. */
export function many<T, U extends object>(type: ViewType<U>, read: (of: T) => readonly U[]): PropertyOf<T> {
  return { type: listOf(type), read: (of) => read(of).map((found) => type.view(found)) };
}

/** What is read by name. */
export function byName<T, U>(
  type: CelType,
  read: (of: T) => Readonly<Record<string, U>>,
  show: (value: U) => CelValue,
): PropertyOf<T> {
  return {
    type: mapOf(type),
    read(of) {
      const members = read(of);
      return new CelMap(Object.keys(members), (key) => {
        const found = Object.hasOwn(members, String(key)) ? members[String(key)] : undefined;
        return found === undefined ? undefined : show(found);
      });
    },
  };
}
