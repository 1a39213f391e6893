/** The type of a value as Terraform writes it in JSON: `"string"`, `["list", "string"]`, `["object", { … }]`. */
export type ValueType =
  | "string"
  | "number"
  | "bool"
  | readonly ["list" | "set" | "map", ValueType]
  | readonly ["object", Readonly<Record<string, ValueType>>];

/** One argument or attribute of a block. */
export interface Attribute {
  readonly type: ValueType;
  readonly required?: true;
  readonly optional?: true;
  /** The provider gives it, where nothing else does. */
  readonly computed?: true;
  readonly sensitive?: true;
  /** Given to the provider, and kept nowhere. */
  readonly writeOnly?: true;
  readonly deprecated?: true;
}

/** A block in a block, and how often it may stand there. */
export interface NestedBlock {
  readonly nesting: "single" | "list" | "set";
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly block: Block;
}

/** What may be written in a block. */
export interface Block {
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly blocks?: Readonly<Record<string, NestedBlock>>;
}
