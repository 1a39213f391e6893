import type { Address } from "./address.ts";
import { fingerprint } from "./digest.ts";
import type { Edit, Finding, Level, Outcome, Severity } from "./finding.ts";
import type { Fix } from "./fix.ts";
import type { Place } from "./place.ts";

/** What is particular about one finding. */
export interface FindingFacts {
  readonly code: string;
  readonly message: string;
  readonly docs: string;
  /** `fail` when absent. */
  readonly outcome?: Outcome | undefined;
  /** `mandatory` when absent. */
  readonly level?: Level | undefined;
  /** `high` for what is mandatory and `low` for advice when absent. */
  readonly severity?: Severity | undefined;
  readonly service?: string | undefined;
  readonly address?: Address | undefined;
  readonly environments?: readonly string[] | undefined;
  readonly places?: readonly Place[] | undefined;
  readonly suggestions?: readonly string[] | undefined;
  readonly fix?: Fix | undefined;
  readonly edits?: readonly Edit[] | undefined;
  /** Tells apart two findings of one code about one address. */
  readonly discriminator?: string | undefined;
}

/** A finding of its facts, with the fingerprint that makes it the same finding in the next run. */
export function makeFinding(facts: FindingFacts): Finding {
  const { code, message, docs, outcome = "fail", level = "mandatory", service, address = "", discriminator } = facts;
  return {
    code,
    message,
    docs,
    outcome,
    level,
    severity: facts.severity ?? (level === "mandatory" ? "high" : "low"),
    ...(service === undefined ? {} : { service }),
    address,
    environments: facts.environments ?? [],
    places: facts.places ?? [],
    suggestions: facts.suggestions ?? [],
    ...(facts.fix === undefined ? {} : { fix: facts.fix }),
    ...(facts.edits === undefined ? {} : { edits: facts.edits }),
    fingerprint: fingerprint({ code, service, address, discriminator }),
  };
}
