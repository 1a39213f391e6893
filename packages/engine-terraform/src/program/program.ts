/** A program of this machine that carries modules out. */
export interface Program {
  /** Absolute. */
  readonly path: string;
  readonly product: "terraform" | "tofu";
  /** `1.11.4` */
  readonly version: string;
}
