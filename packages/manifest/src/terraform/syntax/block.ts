import type { Range } from "@towpath/core";
import type { Expression } from "./expression.ts";

/** Where something of a module stands. */
export interface ModulePlace {
  /** The file. Absolute. */
  readonly path: string;
  readonly range: Range;
}

/** What keeps a module from being read, or Terraform from taking it. */
export interface ModuleFlaw {
  /** The file, or the folder. Absolute. */
  readonly path: string;
  readonly range?: Range | undefined;
  /** What is wrong, as a sentence without its full stop that starts with a small letter or a name. */
  readonly message: string;
}

/** A block as it stands in a file, in either syntax. */
export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly at: ModulePlace;
  readonly body: Body;
}

/** What stands between the brackets of a block. Names that are there twice are there once, as they were first. */
export interface Body {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly blocks: readonly Block[];
}

/** `name = value`. */
export interface Attribute {
  readonly at: ModulePlace;
  readonly value: Expression;
  /** Of the JSON syntax, where an expression stands in a text. */
  readonly isJson?: true;
}

/** What was read of one file. */
export interface ReadFile {
  readonly blocks: readonly Block[];
  readonly flaws: readonly ModuleFlaw[];
}
