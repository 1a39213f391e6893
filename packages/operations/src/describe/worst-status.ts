import { EXIT_CODES, type Status } from "@towpath/report";

/** Of several endings the one that a pipeline has to stop at. */
export function worstStatus(all: readonly Status[]): Status {
  return all.reduce((worst, one) => (EXIT_CODES[one] > EXIT_CODES[worst] ? one : worst), "ok");
}
