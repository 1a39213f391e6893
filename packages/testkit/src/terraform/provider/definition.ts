import type { ValueObject } from "../protocol/value.ts";
import type { Block } from "../schema/block.ts";
import type { ThingFiles } from "../world/thing-files.ts";

/** A type of things that a provider makes. */
export interface ThingType {
  readonly block: Block;
  /** There is nothing of it in the cloud: it is what its state says. */
  readonly isOnlyState?: boolean;
  /** Arguments that can be changed by a replacement only: `name`, or `network.subnet_id` in a block. */
  readonly replaces: readonly string[];
  /** True where one of these is changed in place all the same, for what else is planned. */
  isInPlace?(path: string, planned: ValueObject, prior: ValueObject): boolean;
  /** Computed attributes that are another value after each change. */
  readonly changing?: readonly string[];
  /** What optional arguments are where nobody gives them, known to the plan. */
  readonly defaults?: ValueObject;
  /** The id of a thing with these arguments; the same for the same ones, so that what is there already is found. */
  idOf(given: ValueObject): string;
  /** What the cloud itself gives a thing: computed attributes by name. */
  computed?(given: ValueObject, id: string): ValueObject;
  /** Looks at what is configured, as far as it is known. @throws {Refusal} where no cloud takes it */
  validate?(config: ValueObject): void;
}

/** What is read of a cloud without being managed, or given for one run. */
export interface ReadableType {
  readonly block: Block;
  /** @throws {Refusal} where there is none */
  read(config: ValueObject, cloud: ThingFiles): ValueObject;
}

/** A provider that is served. */
export interface ProviderDefinition {
  /** `registry.terraform.io/towpath/memory`. */
  readonly address: string;
  readonly config: Block;
  readonly things: Readonly<Record<string, ThingType>>;
  readonly dataSources: Readonly<Record<string, ReadableType>>;
  readonly ephemerals: Readonly<Record<string, ReadableType>>;
  /**
   * The provider is made with the SDK that is older than Terraform's types: it may plan defaults for arguments that are not
   * computed, as most of azurerm does.
   */
  readonly isLegacy?: boolean;
  /** Looks at what the provider was configured with. @throws {Refusal} */
  configure?(config: ValueObject): void;
}
