import { type ErrorFacts, TowpathError } from "@towpath/core";

/** Why a statement, a record or a catalogue cannot be used. Each code has a section in the docs; codes are never reused. */
export type EvidenceErrorCode =
  | "evidence/anchor"
  /** Of a finding: a file of controls. */
  | "evidence/controls"
  | "evidence/identity-refused"
  | "evidence/key-unusable"
  | "evidence/not-signed"
  | "evidence/record-busy"
  | "evidence/record-damaged"
  | "evidence/signature-wrong"
  | "evidence/statement-damaged"
  | "evidence/statement-invalid"
  | "evidence/trust-unusable";

/** Evidence that cannot be written, read or believed. */
export class EvidenceError extends TowpathError<EvidenceErrorCode> {
  override readonly name = "EvidenceError";
}

/** An {@link EvidenceError} from its facts. */
export function evidenceError(facts: ErrorFacts<EvidenceErrorCode>): EvidenceError {
  return new EvidenceError(facts);
}
