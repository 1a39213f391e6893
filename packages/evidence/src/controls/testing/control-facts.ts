import { digestBytes, digestJson } from "@towpath/core";
import { PREDICATE_TYPES, type PredicateName } from "../../statement/predicate-type.ts";
import type { PredicateOf } from "../../statement/predicates.ts";
import { subjectKeys } from "../../statement/subject.ts";
import { ARTIFACT, BASE, COMMIT, DEPLOYMENT, sample } from "../../testing/samples.ts";
import type { Change, ControlFacts, RecordedStatement } from "../change.ts";
import { comply } from "../comply.ts";
import type { ControlWaiver } from "../control.ts";
import { builtInControls } from "../load-controls.ts";

/** When it is asked. */
export const NOW = new Date("2026-11-22T12:00:00Z");
let index = 0;

/** A believed statement on record. */
export function recorded<Name extends PredicateName>(
  name: Name,
  changes: Partial<PredicateOf<Name>> = {},
  over: Partial<RecordedStatement> = {},
): RecordedStatement {
  index += 1;
  const statement = sample(name, changes);
  return {
    index,
    at: "2026-11-20T10:41:00.000Z",
    digest: digestJson({ name, changes, index }),
    subjects: subjectKeys(statement.subject),
    predicateType: PREDICATE_TYPES[name],
    statement,
    signer: "key sha256:ab",
    ...over,
  };
}

/** The fourth deployment, which succeeded. */
export const change = (over: Partial<Change> = {}): Change => ({
  service: "orders",
  environment: "prod",
  number: 4,
  version: "1.8.2",
  digest: ARTIFACT,
  commit: COMMIT,
  at: DEPLOYMENT.requestedAt,
  finishedAt: DEPLOYMENT.finishedAt,
  actor: "ada",
  verdict: "succeeded",
  previousCommit: BASE,
  isUnsigned: false,
  ...over,
});

/** Every statement that a release and its deployment have. */
export const allOf = (): readonly RecordedStatement[] => [
  recorded("provenance"),
  recorded("sbom"),
  recorded("test-result", { configuration: [{ name: "orders" }] }),
  recorded("source-review"),
  recorded("deployment", {}, { at: "2026-11-20T10:43:11.000Z" }),
];

/** Where all is well, but for what is said. */
export const facts = (over: Partial<ControlFacts> = {}): ControlFacts => ({
  service: "orders",
  statements: allOf(),
  changes: [change()],
  record: {
    flaws: [],
    anchored: 5,
    entries: [
      {
        v: 1,
        service: "orders",
        index: 5,
        at: NOW.toISOString(),
        subjects: [ARTIFACT],
        predicateType: PREDICATE_TYPES.deployment,
        statement: digestBytes("x"),
        previous: null,
      },
    ],
  },
  running: { digests: [{ environment: "prod", workload: "main", digest: ARTIFACT }] },
  ...over,
});

/** What the built-in controls come to. */
export const report = (found: ControlFacts, waivers: readonly ControlWaiver[] = []) =>
  comply({ catalogue: { ...builtInControls(), waivers }, facts: found, changes: found.changes, now: NOW });

/** All but those of a kind. */
export const without = (name: PredicateName) =>
  allOf().filter(({ predicateType }) => predicateType !== PREDICATE_TYPES[name]);
/** All, but of one kind this one. */
export const instead = <Name extends PredicateName>(name: Name, changes: Partial<PredicateOf<Name>>, over = {}) => [
  ...without(name),
  recorded(name, changes, over),
];
