import { deliveryError } from "../../errors.ts";

/** How many schemas two documents come to, each counted with what it is put together of: several times what a document can hold. */
const MOST_SCHEMAS = 200_000;

/**
 * Ends what would take all memory: `allOf` and references can be written so that there are more schemas than anybody counts.
 *
 * @throws {DeliveryError} `delivery/contract-refused`
 */
export function refuseBeyond(count: number, most: number = MOST_SCHEMAS): void {
  if (count < most) return;
  throw deliveryError({
    code: "delivery/contract-refused",
    message: `The schemas of the contract come to more than ${most.toLocaleString("en")} when \`allOf\` and references are followed.`,
    hint: "Put fewer schemas together, or split the contract.",
  });
}
