import { createRequire } from "node:module";
import AjvDraft04 from "ajv-draft-04";
import addFormats from "ajv-formats";
import { expect } from "vitest";

const require = createRequire(import.meta.url);
const schema: unknown = require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
if (typeof schema !== "object" || schema === null) throw new TypeError("The SARIF schema is no object.");
const ajv = new AjvDraft04.default({ strict: false, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(schema);

/** What these tests look at in a SARIF log. */
export interface SarifLog {
  readonly runs: readonly {
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: Readonly<Record<string, number>>;
        };
      }[];
      readonly partialFingerprints: { readonly primaryLocationLineHash: string };
      readonly properties: { readonly outcome: string; readonly level: string; readonly severity: string };
    }[];
    readonly tool: {
      readonly driver: {
        readonly rules: readonly {
          readonly id: string;
          readonly help: { readonly text: string };
          readonly helpUri?: string;
          readonly properties: { readonly tags: readonly string[] };
        }[];
      };
    };
    readonly automationDetails: { readonly id: string };
    readonly invocations: readonly {
      readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[];
    }[];
  }[];
}

/** Reads a SARIF log, which has to keep the schema of SARIF 2.1.0. */
export function readSarif(text: string): SarifLog {
  const log: SarifLog = JSON.parse(text);
  expect(validate(log), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  return log;
}
