import { OperationError } from "../errors.ts";

/** An option's value, of those that there are. @throws {OperationError} `operation/bad-answer` */
export function oneOf<Name extends string>(
  option: string,
  given: string | undefined,
  known: readonly Name[],
): Name | undefined {
  if (given === undefined) return undefined;
  const found = known.find((one) => one === given);
  if (found !== undefined) return found;
  throw new OperationError({
    code: "operation/bad-answer",
    message: `${option} got ${JSON.stringify(given)}.`,
    hint: `It may be ${known.join(", ")}.`,
  });
}
