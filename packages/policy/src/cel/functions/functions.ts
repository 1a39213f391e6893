import { conversionFunctions } from "./conversion-functions.ts";
import type { Overload } from "./overload.ts";
import { patternFunctions } from "./pattern.ts";
import { sizeFunctions } from "./size-functions.ts";
import { textFunctions } from "./text-functions.ts";
import { timeFunctions } from "./time-functions.ts";

/** Every function of the profile. Macros are apart: they are given expressions, not values. */
export const functions: readonly Overload[] = [
  ...sizeFunctions,
  ...textFunctions,
  ...conversionFunctions,
  ...timeFunctions,
  ...patternFunctions,
];
