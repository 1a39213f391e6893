import { expect, test } from "vitest";
import { HEAD, tried } from "../testing/resolved.ts";
import { scored } from "../testing/scored.ts";

const FLAWS = Array.from({ length: 30_000 }, (_, index) => `\${resources.x${index}.y}`).join(" ");

test("of a text with thousands of flaws the first hundred are said", () => {
  const { findings } = tried(`${HEAD}workload: { run: a, port: 1, variables: { A: "${FLAWS}" } }\n`);
  expect(findings).toHaveLength(100);
  expect(findings[99]?.message).toContain("${resources.x99.y} names no resource");
});

test("of a Score file with thousands of them the first thousand", () => {
  const { findings } = scored({
    "score.yaml": `apiVersion: score.dev/v1b1\nmetadata: { name: orders }\ncontainers: { web: { image: a, variables: { A: "${FLAWS}" } } }\n`,
  });
  expect(findings).toHaveLength(1_000);
});

const CONSUMER = `${HEAD}consumes:
  payments: { service: payments }
  cards: { clients: [stripe] }
workload: { run: a, port: 1`;

test("a variable takes where another service is reached; the workload does not wait for it", () => {
  const { graph, findings } = tried(
    `${CONSUMER}, variables: { URL: "\${consumes.payments.url}/v1", HOST: "\${consumes.payments.host}" } }\n`,
  );
  expect(findings).toEqual([]);
  expect(graph?.workloads[0]).toMatchObject({
    dependsOn: [],
    containers: [
      {
        variables: {
          HOST: { parts: [{ kind: "service", address: "consumes.payments", output: "host" }], isSecret: false },
          URL: {
            parts: [
              { kind: "service", address: "consumes.payments", output: "url" },
              { kind: "text", text: "/v1" },
            ],
          },
        },
      },
    ],
  });
});

test.each([
  ["${consumes.payment.url}", /names no service.*payment/, "payments"],
  ["${consumes.cards.url}", /names no service/, "payments"],
  ["${consumes.payments.uri}", /there is url, host, port/, "url"],
  ["${consumes.payments}", /write \$\{consumes.NAME.url\}/, undefined],
])("%s in a variable is said", (written, message, suggestion) => {
  const { findings } = tried(`${CONSUMER}, variables: { URL: "${written}" } }\n`);
  expect(findings).toMatchObject([{ code: "manifest/placeholder", message: expect.stringMatching(message) }]);
  if (suggestion) expect(findings[0]?.suggestions.join()).toContain(suggestion);
});

test("elsewhere than in a workload's own variables and files it is known too late", () => {
  const { findings } = tried(`${CONSUMER}, deploy: { smoke: "curl \${consumes.payments.url}" } }\n`);
  expect(findings).toMatchObject([{ message: expect.stringMatching(/too late for a command line/) }]);
});

test("a job without a schedule is one that runs once for a deployment", () => {
  const { graph, findings } = tried(`${HEAD}workload: { kind: job, run: node seed.js }\n`);
  expect(findings).toEqual([]);
  expect(graph?.workloads[0]).toMatchObject({ kind: "job" });
  expect(graph?.workloads[0]?.schedule).toBeUndefined();
});
