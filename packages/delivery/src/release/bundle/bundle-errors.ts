import { type DeliveryError, deliveryError } from "../../errors.ts";

/** What is said of a bundle that is not taken. */
export function bundleRefused(folder: string, why: string, cause?: unknown): DeliveryError {
  return deliveryError({
    code: "delivery/bundle-refused",
    message: `The release bundle ${folder} is not taken: ${why}.`,
    hint: "A bundle is what towpath build --out writes. It was changed, cut, or made by something else: build the release again and hand the whole folder over.",
    cause,
  });
}
