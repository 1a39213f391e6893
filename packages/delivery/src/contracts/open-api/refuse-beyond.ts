import { deliveryError } from "../../errors.ts";

/** How many schemas two documents come to, each counted with what it is put together of: several times what a document can hold. */
const MOST_SCHEMAS = 200_000;

/** How many differences there are, each counted for every operation that it touches. */
const MOST_DIFFERENCES = 200_000;

/**
 * Ends what would take all memory: `allOf` and references can be written so that there are more schemas than anybody counts.
 *
 * @throws {DeliveryError} `delivery/contract-refused`
 */
export function refuseBeyond(count: number, most: number = MOST_SCHEMAS): void {
  if (count < most) return;
  throw refused(
    `The schemas of the contract come to more than ${most.toLocaleString("en")} when \`allOf\` and references are followed.`,
    "Put fewer schemas together, or split the contract.",
  );
}

/**
 * Ends a comparison of which nobody could read what it finds.
 *
 * @throws {DeliveryError} `delivery/contract-refused`
 */
export function refuseMoreDifferences(count: number): void {
  if (count < MOST_DIFFERENCES) return;
  throw refused(
    `The contract differs from the former one in more than ${MOST_DIFFERENCES.toLocaleString("en")} points, counted for each operation that they touch.`,
    "Split the contract, or change it in several steps.",
  );
}

function refused(message: string, hint: string): Error {
  return deliveryError({ code: "delivery/contract-refused", message, hint });
}
