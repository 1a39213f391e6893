import type { ASTNode } from "@marcbachmann/cel-js";
import type { Budget } from "../budget.ts";
import type { Flaw } from "../flaw.ts";
import type { CelType } from "../type/cel-type.ts";
import type { CelValue } from "../value/cel-value.ts";

/** What an expression is evaluated with. */
export interface Frame {
  readonly bindings: Readonly<Record<string, CelValue>>;
  /** What the macros around bind, the outermost first. */
  readonly locals: CelValue[];
  readonly budget: Budget;
}

/** A part of an expression that can be run. */
export interface Code {
  readonly type: CelType;
  /** Where it stands in the source. */
  readonly start: number;
  readonly end: number;
  /** How many parts it has: what it costs to run. */
  readonly size: number;
  /** Its value where it is written out. */
  readonly literal?: CelValue | undefined;
  /** @throws {UnknownHalt}, {FaultHalt} or {ExhaustedHalt} */
  run(frame: Frame): CelValue;
}

/** What is known where a part of an expression stands. */
export interface Scope {
  readonly source: string;
  readonly variables: Readonly<Record<string, CelType>>;
  /** Names that macros around have bound, the outermost first. */
  readonly locals: readonly { readonly name: string; readonly type: CelType }[];
  /** How many parts it stands in. */
  readonly depth: number;
  /** What the whole expression has: each macro can make its list longer than the last. */
  readonly tally: { macros: number };
  /** Collects the variables that are used. */
  readonly used: Set<string>;
  flaw(flaw: Flaw): void;
  compile(node: ASTNode, scope: Scope): Code;
}

/** What stands for a part that is wrong: its flaw is said, and nothing more comes of it. */
export function broken(node: { readonly start: number; readonly end: number }): Code {
  return {
    type: { kind: "dyn" },
    start: node.start,
    end: node.end,
    size: 1,
    run() {
      throw new TypeError("an expression with flaws cannot be evaluated");
    },
  };
}
