import { shown } from "../finding.ts";
import type { PlatformEnvironment } from "../generated/platform.ts";
import { didYouMean } from "../schema/did-you-mean.ts";

type State = NonNullable<PlatformEnvironment["state"]>;
type Option = Exclude<keyof State, "store">;

const OF_ALL: readonly Option[] = ["key", "oldKey"];
const CREDENTIALS: readonly Option[] = ["connectionString", "accountKey", "sas"];
const OPTIONS: Readonly<Record<State["store"], readonly Option[]>> = {
  file: OF_ALL,
  postgres: ["url", "schema", ...OF_ALL],
  azblob: ["account", "container", "prefix", "endpoint", ...CREDENTIALS, ...OF_ALL],
};

/** Something wrong with what an environment says of its state. */
export interface StateFlaw {
  readonly code: "manifest/invalid-value" | "manifest/missing-key" | "manifest/unknown-key";
  /** Below `state`. */
  readonly path: readonly string[];
  readonly message: string;
  readonly suggestions: readonly string[];
  readonly isKey: boolean;
}

/**
 * What the schema cannot say of an environment's state: which option belongs to which store.
 *
 * @param isWritten whether an option stands in the document, also with a value that the schema refuses
 */
export function stateFlaws(
  environment: string,
  state: State,
  isWritten: (option: string) => boolean,
): readonly StateFlaw[] {
  const { store, ...options } = state;
  const given = Object.keys(options);
  const taken: readonly string[] = OPTIONS[store];
  const flaws: StateFlaw[] = given
    .filter((option) => !taken.includes(option))
    .map((option) => ({
      code: "manifest/unknown-key",
      path: [option],
      message: `The state of ${environment} is kept in ${shown(store)}, which takes no ${shown(option)}.`,
      suggestions: didYouMean(option, taken),
      isKey: true,
    }));
  if (store === "azblob" && !isWritten("account"))
    flaws.push({
      code: "manifest/missing-key",
      path: [],
      message: `The state of ${environment} is kept in azblob, and no "account" is named.`,
      suggestions: ["Name the storage account: `state: { store: azblob, account: acmestate, container: towpath }`."],
      isKey: true,
    });
  const [first, second] = CREDENTIALS.filter((option) => given.includes(option));
  if (store === "azblob" && first !== undefined && second !== undefined)
    flaws.push({
      code: "manifest/invalid-value",
      path: [second],
      message: `The state of ${environment} names both ${first} and ${second}; one opens the account.`,
      suggestions: [`Leave ${second} out.`],
      isKey: true,
    });
  if (state.oldKey !== undefined && JSON.stringify(state.oldKey) === JSON.stringify(state.key))
    flaws.push({
      code: "manifest/invalid-value",
      path: ["oldKey"],
      message: `The state of ${environment} has the same key as its old one.`,
      suggestions: ["Leave oldKey out, or name where the key before it is."],
      isKey: true,
    });
  return flaws;
}
