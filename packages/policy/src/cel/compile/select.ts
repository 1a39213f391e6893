import type { ASTNode } from "@marcbachmann/cel-js";
import { nearest } from "@towpath/core";
import { FaultHalt } from "../halt.ts";
import { type CelType, typeName, types } from "../type/cel-type.ts";
import { CelMap } from "../value/cel-map.ts";
import { isCelObject } from "../value/cel-object.ts";
import { type CelValue, isList, kindOf } from "../value/cel-value.ts";
import { broken, type Code, type Scope } from "./code.ts";

/** `of.name` */
export function compileSelect(node: ASTNode, ofNode: ASTNode, name: string, scope: Scope): Code {
  const of = scope.compile(ofNode, scope);
  const at = { start: node.pos, end: node.pos + name.length };
  const type = propertyType(of.type, name, at, scope);
  if (!type) return broken(node);
  const path = scope.source.slice(node.start, node.end);
  return {
    type,
    ...node.range,
    size: of.size + 1,
    run: (frame) => member(of.run(frame), name, path),
  };
}

/** `of[index]` */
export function compileIndex(node: ASTNode, ofNode: ASTNode, indexNode: ASTNode, scope: Scope): Code {
  const [of, index] = [scope.compile(ofNode, scope), scope.compile(indexNode, scope)];
  const at = { start: index.start, end: index.end };
  const type = indexedType(of.type, index, at, scope);
  if (!type) return broken(node);
  const path = scope.source.slice(node.start, node.end);
  return {
    type,
    ...node.range,
    size: of.size + index.size + 1,
    run: (frame) => item(of.run(frame), index.run(frame), path),
  };
}

/** `has(of.name)`: whether the property is there, also where its value is known only after apply. */
export function compileHas(node: ASTNode, args: readonly ASTNode[], scope: Scope): Code {
  const [argument] = args;
  if (args.length !== 1 || argument?.op !== ".") {
    const message = "has() asks for a property: has(resource.size).";
    scope.flaw({ message, ...node.range, suggestions: [] });
    return broken(node);
  }
  const [ofNode, name] = argument.args;
  const of = scope.compile(ofNode, scope);
  const at = { start: argument.pos, end: argument.pos + name.length };
  if (!propertyType(of.type, name, at, scope)) return broken(node);
  return {
    type: types.bool,
    ...node.range,
    size: of.size + 1,
    run(frame) {
      const value = of.run(frame);
      if (value instanceof CelMap || isCelObject(value)) return value.has(name);
      throw new FaultHalt(`${kindOf(value)} has no properties`);
    },
  };
}

/** The type of a property, or undefined where there is none and a flaw says so. */
function propertyType(
  of: CelType,
  name: string,
  at: { readonly start: number; readonly end: number },
  scope: Scope,
): CelType | undefined {
  if (of.kind === "dyn") return types.dyn;
  if (of.kind === "map") {
    if (of.key.kind === "string" || of.key.kind === "dyn") return of.value;
  }
  if (of.kind === "object") {
    const property = of.properties.get(name);
    if (property) return property.type;
    const known = [...of.properties.keys()];
    const near = nearest(name, known);
    const shown =
      known.length > 20 ? `${known.slice(0, 20).join(", ")} and ${known.length - 20} more` : known.join(", ");
    scope.flaw({
      message: `${of.name} has no property ${name}; it has ${shown || "none"}.`,
      ...at,
      suggestions: near === undefined ? [] : [`Did you mean ${near}?`],
    });
    return undefined;
  }
  scope.flaw({ message: `${typeName(of)} has no property ${name}.`, ...at, suggestions: [] });
  return undefined;
}

function indexedType(
  of: CelType,
  index: Code,
  at: { readonly start: number; readonly end: number },
  scope: Scope,
): CelType | undefined {
  const wrong = (message: string): undefined => {
    scope.flaw({ message, ...at, suggestions: [] });
  };
  switch (of.kind) {
    case "dyn":
      return types.dyn;
    case "list":
      if (["int", "double", "dyn"].includes(index.type.kind)) return of.item;
      return wrong(`An item of a list is asked for by a number, not by ${typeName(index.type)}.`);
    case "map":
      if ([of.key.kind, "dyn"].includes(index.type.kind) || of.key.kind === "dyn") return of.value;
      return wrong(`The keys of this map are of type ${typeName(of.key)}, not ${typeName(index.type)}.`);
    case "object":
      if (typeof index.literal === "string") return propertyType(of, index.literal, at, scope);
      if (index.type.kind === "string" || index.type.kind === "dyn") return types.dyn;
      return wrong(`A property is asked for by its name, not by ${typeName(index.type)}.`);
    default:
      return wrong(`${typeName(of)} has no items.`);
  }
}

function member(of: CelValue, name: string, path: string): CelValue {
  if (of instanceof CelMap || isCelObject(of)) {
    const value = of.get(name);
    if (value !== undefined) return value;
    throw new FaultHalt(`${path} is not there; ask has(${path}) first`);
  }
  throw new FaultHalt(`${path} cannot be read: ${kindOf(of)} has no properties`);
}

function item(of: CelValue, index: CelValue, path: string): CelValue {
  if (isList(of)) {
    if (typeof index !== "bigint" && !(typeof index === "number" && Number.isInteger(index))) {
      throw new FaultHalt(`${path} cannot be read: an item of a list is asked for by a whole number`);
    }
    const found = of[Number(index)];
    if (found !== undefined) return found;
    throw new FaultHalt(`${path} is not there: the list has ${of.length} items`);
  }
  const value =
    of instanceof CelMap ? of.get(index) : isCelObject(of) && typeof index === "string" ? of.get(index) : undefined;
  if (value !== undefined) return value;
  throw new FaultHalt(`${path} is not there`);
}
