import { own } from "@towpath/core";
import { AWS } from "./aws.ts";
import { AZURE } from "./azure.ts";
import { GOOGLE } from "./google.ts";
import { KUBERNETES } from "./kubernetes.ts";
import { MADE_UP } from "./made-up.ts";
import type { TypeRisk, TypeRisks } from "./type-risk.ts";
import { WITHIN_SERVERS } from "./within-servers.ts";

const TABLES: TypeRisks = { ...AWS, ...AZURE, ...GOOGLE, ...KUBERNETES, ...MADE_UP, ...WITHIN_SERVERS };

/** What is known of a type, or undefined where no table has it. */
export function knownRisk(type: string): TypeRisk | undefined {
  return own(TABLES, type);
}
