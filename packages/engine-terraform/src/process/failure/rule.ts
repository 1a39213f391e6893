import type { ErrorKind } from "@towpath/core";
import type { TerraformErrorCode } from "../../errors.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { Doing } from "./failure-of.ts";

/** One kind of failure: how it is known by Terraform's words, and what we say. */
export interface FailureRule {
  readonly code: TerraformErrorCode;
  /** `fault` where it is absent. */
  readonly kind?: ErrorKind | undefined;
  /** Of several errors the one with the lowest rank is the reason; others follow from it, or say less. */
  readonly rank: number;
  /** What it is known by; the groups of the one that matches are given to {@link say}. They see {@link FailureCase.text}. */
  readonly signs: readonly RegExp[];
  /** It is known by this as well. */
  readonly when?: ((known: Known) => boolean) | undefined;
  /** It is none of these, whatever signs it bears. */
  readonly unless?: readonly RegExp[] | undefined;
  /** It is only told in these commands. */
  readonly doing?: readonly Doing[] | undefined;
  readonly say: (found: FailureCase) => { readonly message: string; readonly hint: string };
}

/** A diagnostic, with what is known around it. */
export interface FailureCase {
  readonly diagnostic: Diagnostic;
  /** Summary and detail on one line, for Terraform breaks lines where it likes. */
  readonly text: string;
  readonly match: RegExpExecArray;
  readonly doing: Doing;
  readonly environment: string;
  /** `Terraform`, `OpenTofu`. */
  readonly program: string;
  /** The program of the provider that stopped, where one did: `terraform-provider-azurerm_v4.40.0_x5`. */
  readonly plugin: string | undefined;
  /** Whose it is: `resources.db (azurerm_x.y)`; undefined where the diagnostic names no resource. */
  readonly subject: string | undefined;
  /** The resource of the manifest: `resources.db`. */
  readonly address: string | undefined;
  /** The resource within the module: `azurerm_x.y`. */
  readonly local: string | undefined;
}

/** The same with what it is known by. */
export type Known = Omit<FailureCase, "match">;

/** The first rule that knows a diagnostic. */
export function ruleFor(
  known: Known,
  rules: readonly FailureRule[],
): { readonly rule: FailureRule; readonly match: RegExpExecArray } | undefined {
  for (const rule of rules) {
    if (rule.doing && !rule.doing.includes(known.doing)) continue;
    if (rule.when && !rule.when(known)) continue;
    if (rule.unless?.some((sign) => sign.test(known.text))) continue;
    for (const sign of rule.signs) {
      const match = sign.exec(known.text);
      if (match) return { rule, match };
    }
  }
  return undefined;
}

const LONGEST_SAID = 300;

/** What the provider or Terraform says itself, in one bounded sentence without what it only repeats. */
export function saidIn({ diagnostic, text }: Pick<FailureCase, "diagnostic" | "text">): string {
  // The words of the API stand behind those of the provider, which say again what was called.
  const own = /(?:with error: |api error |googleapi: )(.+)$/s.exec(text)?.[1] ?? diagnostic.detail.split(/\n\s*\n/)[0];
  return bounded(
    (own || diagnostic.summary)
      .replaceAll(/\s+/g, " ")
      .replace(/^\s*Error: /, "")
      .trim(),
  );
}

/** ` for resources.db (azurerm_x.y)`; nothing where nobody knows whose it is. */
export function forSubject({ subject }: Pick<FailureCase, "subject">): string {
  return subject === undefined ? "" : ` for ${subject}`;
}

/** A sentence, shortened where it is long, without its full stop. */
export function bounded(text: string): string {
  const whole = text.length > LONGEST_SAID ? `${text.slice(0, LONGEST_SAID).toWellFormed()} …` : text;
  return whole.replace(/[.\s]+$/, "");
}

/** `Azure`, `AWS`, `Google Cloud`; of others the provider's name. */
export function providerOf({ diagnostic, local, text }: Pick<FailureCase, "diagnostic" | "local" | "text">): string {
  const named = /provider\["?[^"\]]*\/([A-Za-z0-9_-]+)"?\]/.exec(diagnostic.address ?? "")?.[1];
  const type = /(?:^|\.)(?:data\.|ephemeral\.)?([a-z0-9]+)_[A-Za-z0-9_]+\.[^.]+$/.exec(
    local ?? diagnostic.address ?? "",
  )?.[1];
  const name = named ?? type ?? CLOUD_WORDS.find(([sign]) => sign.test(text))?.[1];
  return name === undefined ? "The provider" : (CLOUDS[name] ?? `The provider ${name}`);
}

const CLOUDS: Readonly<Record<string, string>> = {
  azurerm: "Azure",
  azuread: "Azure",
  azapi: "Azure",
  aws: "AWS",
  google: "Google Cloud",
};
const CLOUD_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bazure|use_azuread_auth|AADSTS|az login|Resource Manager API/i, "azurerm"],
  [/\bAWS\b|amazonaws|\bSTS\b|\bEC2\b|IMDS|operation error \w+: /, "aws"],
  [/\bgoogle|gcloud/i, "google"],
];
