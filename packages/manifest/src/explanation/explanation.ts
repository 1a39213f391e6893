import type { Address, Json, Layer, Place } from "@towpath/core";
import type { ChangeEffect, OutputContract, Tier } from "../graph/graph-resource.ts";

/** Why a value of a service is what it is in one environment. */
export interface Explanation {
  readonly environment: string;
  /** Of the value, in its long form: `workloads.main.scale.min`. */
  readonly address: Address;
  /** What holds, as far as it is known before anything is made; absent where nobody says anything, and for secrets. */
  readonly value?: Json | undefined;
  /** Why the value is not known yet. */
  readonly unknown?: string | undefined;
  /** It holds a secret, whose value is shown nowhere. */
  readonly isSecret: boolean;
  /** Everybody who says something, the lowest first. {@link holdingLayer} tells which of them holds. */
  readonly layers: readonly ExplainedLayer[];
  /** The placeholders in the text that holds, in their order. */
  readonly references: readonly ExplainedReference[];
  readonly setting?: ExplainedSetting | undefined;
  /** There for a resource's output. */
  readonly output?: (OutputContract & { readonly description?: string | undefined; readonly place: Place }) | undefined;
  /** The values below it, where it is a mapping or a list. */
  readonly members: readonly ExplainedMember[];
  /** What one could do to change it, a sentence each. */
  readonly advice: readonly string[];
}

/** What one layer says. */
export interface ExplainedLayer {
  /** `built in` is what Towpath itself takes where nobody says anything. */
  readonly layer: Layer | "built in";
  /** `null` takes out what the layers below say. */
  readonly value: Json;
  /** Absent for what is built in. */
  readonly place?: Place | undefined;
}

/** What a placeholder stands for. */
export interface ExplainedReference {
  /** `${resources.db.url}` */
  readonly written: string;
  readonly kind: "fact" | "output" | "resource" | "secret" | "service" | "nothing";
  /** The text that it becomes, where that is known before anything is made. */
  readonly text?: string | undefined;
  /** Who gives it: `resources.db`, `secrets.key`. */
  readonly from?: Address | undefined;
  /** The type of an output. */
  readonly type?: OutputContract["type"] | undefined;
  readonly isSecret: boolean;
  /** Where it is said, or promised. */
  readonly place?: Place | undefined;
}

/** What the platform says of a setting. */
export interface ExplainedSetting {
  /** The rule that guards it: `setting/postgres/tls`. */
  readonly rule: string;
  readonly tier: Tier;
  readonly change: ChangeEffect;
  readonly isStateful: boolean;
  /** What may stand there: `a whole number`, `at least 7`. */
  readonly bounds: readonly string[];
  readonly description?: string | undefined;
  readonly why?: string | undefined;
  /** Where it is defined, or redefined for the environment. */
  readonly place: Place;
  /** The team that answers questions about its type, and where it is explained. */
  readonly support?: string | undefined;
  readonly docs?: string | undefined;
}

/** A value within another. */
export interface ExplainedMember {
  readonly address: Address;
  readonly value?: Json | undefined;
  readonly isSecret: boolean;
  readonly layer?: ExplainedLayer["layer"] | undefined;
  readonly place?: Place | undefined;
}
