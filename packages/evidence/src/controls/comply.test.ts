import { type Digest, digestBytes, digestJson } from "@towpath/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PREDICATE_TYPES } from "../statement/predicate-type.ts";
import { COMMIT, DEPLOYMENT } from "../testing/samples.ts";
import type { ControlFacts } from "./change.ts";
import { comply } from "./comply.ts";
import type { ControlWaiver } from "./control.ts";
import { builtInControls } from "./load-controls.ts";
import { summaryOf } from "./report-html.ts";
import { holds } from "./rules.ts";
import { allOf, change, facts, instead, NOW, recorded, report, without } from "./testing/control-facts.ts";

const stateOf = (found: ControlFacts, id: string, waivers: readonly ControlWaiver[] = []) => {
  const control = report(found, waivers).controls.find((one) => one.id === id);
  const [first] = control?.changes ?? [];
  return { state: control?.state, reasons: first?.reasons.join(" "), evidence: first?.evidence };
};

test("where everything is on record, every control of the catalogue holds or does not apply, with its evidence", () => {
  const found = report(facts());
  expect(found.held).toBe(true);
  expect(Object.fromEntries(found.controls.map(({ id, state }) => [id, state]))).toEqual({
    "build/hosted": "held",
    "build/materials": "held",
    "build/provenance": "held",
    "change/exceptions-approved": "not-applicable",
    "change/four-eyes": "held",
    "change/gated": "held",
    "change/proved": "held",
    "change/tested": "held",
    "infrastructure/losses-agreed": "not-applicable",
    "record/no-way-around": "held",
    "record/whole": "held",
  });
  for (const { id, state, changes, refs } of found.controls) {
    expect(refs.length).toBeGreaterThan(0);
    if (state === "held" && id !== "record/whole") expect(changes[0]?.evidence.length).toBeGreaterThan(0);
  }
  expect(summaryOf(found)).toBe("Of 11 controls over 1 change of orders, 9 held, 2 did not apply.");
});

describe("a control does not hold", () => {
  test.each<[string, string, ControlFacts, RegExp]>([
    [
      "change/four-eyes",
      "nothing is on record",
      facts({ statements: without("source-review") }),
      /Nothing on record says who reviewed/,
    ],
    [
      "change/four-eyes",
      "it says no",
      facts({ statements: instead("source-review", { held: false, reasons: ["pushed directly"] }) }),
      /pushed directly/,
    ],
    [
      "change/four-eyes",
      "it is about another way",
      facts({ statements: instead("source-review", { base: "e".repeat(40) }) }),
      /Nothing on record/,
    ],
    [
      "change/four-eyes",
      "it is not believed",
      facts({ statements: instead("source-review", {}, { statement: undefined, why: "The signature is wrong." }) }),
      /is not believed: The signature is wrong/,
    ],
    [
      "change/four-eyes",
      "it was said after the deployment",
      facts({ statements: instead("source-review", {}, { at: "2026-11-21T00:00:00.000Z" }) }),
      /Nothing on record/,
    ],
    [
      "change/tested",
      "they failed",
      facts({ statements: instead("test-result", { result: "FAILED", configuration: [{ name: "orders" }] }) }),
      /Its tests failed/,
    ],
    [
      "change/tested",
      "they failed when they ran last",
      facts({
        statements: [...allOf(), recorded("test-result", { result: "FAILED", configuration: [{ name: "orders" }] })],
      }),
      /Its tests failed/,
    ],
    [
      "change/tested",
      "they are another service's of the same commit",
      facts({ statements: instead("test-result", { configuration: [{ name: "billing" }] }) }),
      /Nothing on record/,
    ],
    [
      "change/gated",
      "a gate was closed",
      facts({
        statements: instead("deployment", { gates: [{ gate: "freeze", answer: "unknown", reason: "Nobody knows." }] }),
      }),
      /The gate freeze stood against it: Nobody knows/,
    ],
    [
      "change/proved",
      "nothing was checked",
      facts({
        statements: instead("deployment", { verification: { checks: 0, failed: 0, noData: 3, bakeSeconds: 0 } }),
      }),
      /Nothing was checked/,
    ],
    [
      "change/proved",
      "nobody knows how it ended",
      facts({ statements: instead("deployment", { verdict: "inconclusive" }) }),
      /ended inconclusive/,
    ],
    [
      "change/exceptions-approved",
      "who asked agreed alone",
      facts({ statements: [...allOf(), recorded("exception", { requestedBy: "ada", approvedBy: ["ada"] })] }),
      /Nobody else agreed/,
    ],
    [
      "build/provenance",
      "from another commit",
      facts({ changes: [change({ commit: "f".repeat(40) })] }),
      /from another commit/,
    ],
    [
      "build/provenance",
      "with changes of nobody",
      facts({
        statements: instead("provenance", {
          buildDefinition: {
            buildType: "x",
            externalParameters: {},
            internalParameters: { isDirty: true },
            resolvedDependencies: [{ digest: { gitCommit: COMMIT } }],
          },
        }),
      }),
      /changes that no commit holds/,
    ],
    [
      "build/hosted",
      "on a laptop",
      facts({
        statements: instead("provenance", { runDetails: { builder: { id: "https://towpath.dev/builder/local" } } }),
      }),
      /on somebody's machine/,
    ],
    ["build/materials", "nothing is on record", facts({ statements: without("sbom") }), /what it is made of/],
    [
      "infrastructure/losses-agreed",
      "nobody allowed it",
      facts({
        statements: [
          ...allOf(),
          recorded("provision", {
            changes: [{ address: "resources.db", type: "postgres", action: "delete", risk: "data-loss" }],
          }),
        ],
      }),
      /resources\.db could lose/,
    ],
    [
      "record/whole",
      "an entry was changed",
      facts({ record: { ...facts().record, flaws: [{ kind: "changed", index: 2, message: "Entry 2 was changed." }] } }),
      /Entry 2 was changed/,
    ],
    ["record/whole", "nothing is anchored", facts({ record: { ...facts().record, anchored: 0 } }), /vouches for none/],
    [
      "record/whole",
      "the end is not anchored",
      facts({ record: { ...facts().record, anchored: 3 } }),
      /vouches for the first 3/,
    ],
    [
      "record/no-way-around",
      "something else runs",
      facts({ running: { digests: [{ environment: "prod", workload: "main", digest: digestBytes("evil") }] } }),
      /main runs sha256:.* which no deployment on record brought/,
    ],
    [
      "record/no-way-around",
      "nobody knows what runs",
      facts({ running: { why: "The cluster did not answer." } }),
      /not known: The cluster/,
    ],
    [
      "record/no-way-around",
      "what runs was deployed and never signed",
      facts({ statements: without("deployment"), changes: [change({ isUnsigned: true })] }),
      /nothing signed on record says so/,
    ],
    [
      "record/no-way-around",
      "what runs is of a deployment that nobody signed",
      facts({ statements: without("deployment"), changes: [change({ isUnsigned: true })] }),
      /main runs .* which no deployment on record brought/,
    ],
    ...(["refused", "superseded", "cancelled", "failed_before_exposure", "rolled_back"] as const).map(
      (verdict): [string, string, ControlFacts, RegExp] => [
        "record/no-way-around",
        `what runs was only ever ${verdict}`,
        facts({ changes: [change({ verdict })] }),
        /main runs .* which no deployment on record brought/,
      ],
    ),
    [
      "change/four-eyes",
      "nobody knows what was there before",
      facts({ changes: [change({ previousCommit: undefined })] }),
      /what served before is not known/,
    ],
    [
      "build/provenance",
      "nobody knows of which commit it is",
      facts({ changes: [change({ commit: undefined })] }),
      /not known/,
    ],
    [
      "change/exceptions-approved",
      "who asked agreed by another spelling",
      facts({ statements: [...allOf(), recorded("exception", { requestedBy: "ada", approvedBy: ["Ada"] })] }),
      /Nobody else agreed/,
    ],
    [
      "change/exceptions-approved",
      "nobody knows who asked",
      facts({ statements: [...allOf(), recorded("exception", { approvedBy: ["grace"] })] }),
      /Who asked for the exception .* is not known/,
    ],
  ])("%s: %s", (id, _, found, reason) => {
    const { state, reasons } = stateOf(found, id);
    expect(state).toBe("failed");
    expect(reasons).toMatch(reason);
    expect(report(found).held).toBe(false);
  });
});

test("consent by name lets a loss pass, and an exception that another agreed to holds", () => {
  const lost = [{ address: "resources.db", type: "postgres", action: "delete", risk: "data-loss" }];
  const statements = [
    ...allOf(),
    recorded("provision", { changes: lost, consents: ["data-loss:resources.db"] }),
    recorded("exception", { requestedBy: "ada", approvedBy: ["grace"] }),
  ];
  expect(stateOf(facts({ statements }), "infrastructure/losses-agreed").state).toBe("held");
  expect(stateOf(facts({ statements }), "change/exceptions-approved").state).toBe("held");
});

test("an exception counts also where the deployment before was told to have ended after it was asked for", () => {
  const late = change({ number: 3, digest: digestBytes("orders 1.8.1"), finishedAt: "2026-11-20T10:40:05.000Z" });
  const alone = { requestedBy: "ada", approvedBy: ["ada"], at: DEPLOYMENT.requestedAt };
  const statements = [...allOf(), recorded("exception", alone)];
  expect(stateOf(facts({ changes: [late, change()], statements }), "change/exceptions-approved").state).toBe("failed");
});

test("what a run could not sign counts as the next one says it: the review with its deployment, exceptions by their time", () => {
  const said = { at: "2026-11-22T10:00:01.000Z" };
  const late = [
    ...without("source-review").filter(({ predicateType }) => predicateType !== PREDICATE_TYPES.deployment),
    recorded("source-review", {}, { at: "2026-11-22T10:00:00.000Z" }),
    recorded("deployment", {}, said),
  ];
  expect(stateOf(facts({ statements: late }), "change/four-eyes").state).toBe("held");

  const next = change({ number: 5, at: "2026-11-21T10:00:00.000Z", finishedAt: "2026-11-21T10:01:00.000Z" });
  const passed = { requestedBy: "ada", approvedBy: ["grace"] };
  const statements = [
    ...allOf(),
    recorded("deployment", { number: 5 }, { at: "2026-11-21T10:01:01.000Z" }),
    recorded("exception", { ...passed, at: DEPLOYMENT.requestedAt }, said),
  ];
  const control = report(facts({ changes: [change(), next], statements })).controls.find(
    ({ id }) => id === "change/exceptions-approved",
  );
  expect(control?.changes.map(({ state }) => state)).toEqual(["held", "not-applicable"]);
});

test("a way back needs no review of its own, but only to what had been deployed on record", () => {
  const again = change({
    number: 6,
    at: "2026-11-21T10:00:00.000Z",
    finishedAt: "2026-11-21T10:01:00.000Z",
    previousCommit: "d".repeat(40),
  });
  const statements = [...allOf(), recorded("deployment", { number: 6 }, { at: "2026-11-21T10:01:01.000Z" })];
  const known = facts({ changes: [change(), again], statements });
  expect(
    report(known)
      .controls.find(({ id }) => id === "change/four-eyes")
      ?.changes.map(({ state }) => state),
  ).toEqual(["held", "not-applicable"]);
  const unknown = facts({ changes: [change({ isUnsigned: true }), again], statements });
  expect(report(unknown).controls.find(({ id }) => id === "change/four-eyes")?.changes[1]?.state).toBe("failed");
});

test("what did not hold in between is a lapse, with its beginning and its end", () => {
  const digest = (number: number): Digest => digestBytes(`orders ${number}`);
  const changes = [1, 2, 3, 4, 5].map((number) =>
    change({
      number,
      digest: digest(number),
      commit: undefined,
      at: `2026-11-0${number}T00:00:00.000Z`,
      finishedAt: undefined,
    }),
  );
  const sbom = (number: number) => recorded("sbom", {}, { subjects: [digest(number)] });
  const found = report(facts({ changes, statements: [sbom(1), sbom(4)] }));
  expect(found.controls.find(({ id }) => id === "build/materials")?.lapses).toEqual([
    { environment: "prod", from: "2026-11-02T00:00:00.000Z", until: "2026-11-04T00:00:00.000Z", deployments: [2, 3] },
    { environment: "prod", from: "2026-11-05T00:00:00.000Z", deployments: [5] },
  ]);
});

describe("a waiver", () => {
  const waiver: ControlWaiver = {
    control: "build/materials",
    service: "orders",
    reason: "The tool does not know this language yet.",
    owner: "team-a",
    approvedBy: ["grace"],
    from: "2026-11-01",
    until: "2026-11-20",
  };
  const found = facts({ statements: without("sbom") });
  test.each<[string, Partial<ControlWaiver>, string]>([
    ["counts up to its last day", {}, "waived"],
    ["counts from its first day on", { from: "2026-11-20" }, "waived"],
    ["counts no more after it", { until: "2026-11-19" }, "failed"],
    ["counts not before it", { from: "2026-11-21", until: "2026-12-01" }, "failed"],
    ["counts for its control only", { control: "change/tested" }, "failed"],
    ["counts for its service only", { service: "billing" }, "failed"],
    ["counts for its environment only", { environment: "dev" }, "failed"],
  ])("%s", (_, changes, state) => {
    const one = { ...waiver, ...changes };
    expect(stateOf(found, "build/materials", [one]).state).toBe(state);
  });
  test("is told with its reason, and makes nothing hold that holds", () => {
    expect(stateOf(found, "build/materials", [waiver]).reasons).toContain("Waived until 2026-11-20 by grace: The tool");
    expect(stateOf(facts(), "build/materials", [waiver])).toMatchObject({ state: "held" });
  });
});

test("the same facts give the same report, and one statement less never makes a control hold", () => {
  fc.assert(
    fc.property(fc.subarray([...allOf()]), fc.nat(), (statements, drop) => {
      const found = facts({ statements });
      expect(digestJson(report(found))).toBe(digestJson(report(found)));
      const less = facts({ statements: statements.filter((_, place) => place !== drop % (statements.length || 1)) });
      for (const [place, { id, state }] of report(less).controls.entries())
        if (state === "held") expect([id, report(found).controls[place]?.state]).toEqual([id, "held"]);
    }),
    { numRuns: 60 },
  );
});

describe("where nothing was deployed in the time that is asked about", () => {
  const asked = (found: ControlFacts) =>
    comply({ catalogue: builtInControls(), facts: found, changes: [], now: NOW, from: "2026-11-21" });

  test("the record and what runs are looked at all the same", () => {
    const damaged = facts({
      record: { ...facts().record, flaws: [{ kind: "changed", message: "Entry 2 was changed." }] },
    });
    const around = facts({
      running: { digests: [{ environment: "prod", workload: "main", digest: digestBytes("evil") }] },
    });
    const failing = (found: ControlFacts) =>
      asked(found).controls.flatMap(({ id, state }) => (state === "failed" ? [id] : []));
    expect(failing(damaged)).toEqual(["record/whole"]);
    expect(failing(around)).toEqual(["record/no-way-around"]);
    expect(asked(around).held).toBe(false);
    expect(asked(facts()).held).toBe(true);
  });

  test("no change is judged", () => {
    const { changes, controls } = asked(facts({ statements: [] }));
    expect(changes).toEqual([]);
    expect(controls.filter(({ state }) => state !== "not-applicable").map(({ id }) => id)).toEqual([
      "record/no-way-around",
      "record/whole",
    ]);
  });

  test("and nothing ever was, nothing is known of what runs there", () => {
    expect(
      asked(facts({ changes: [], statements: [] })).controls.every(({ state }) => state === "not-applicable"),
    ).toBe(true);
  });
});

test("a rule that there is not does not hold", () => {
  expect(holds({ predicate: "sbom", rule: "constructor", where: {} }, facts(), change()).state).toBe("failed");
});
