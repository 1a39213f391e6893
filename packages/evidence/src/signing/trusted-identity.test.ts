import { expect, test } from "vitest";
import { identityFlaw, identityPattern } from "./trusted-identity.ts";

const DELIVER = "https://github.com/towpath/towpath/.github/workflows/deliver.yml@refs/tags/v1";
const ENVIRONMENT = "https://github.com/towpath/towpath/.github/workflows/environment.yml@refs/tags/v1";
const ISSUER = "https://token.actions.githubusercontent.com";
const believed = {
  issuer: ISSUER,
  identity: [DELIVER, ENVIRONMENT],
  repository: ["https://github.com/acme/*", "https://github.com/acme-labs/orders"],
  ref: ["refs/heads/main", "refs/heads/release/*"],
};
const certificate = {
  subject: DELIVER,
  issuer: ISSUER,
  repository: "https://github.com/acme/orders",
  ref: "refs/heads/main",
};

test("an identity is matched whole, and only * means anything", () => {
  const one = "https://github.com/acme/orders/.github/workflows/towpath.yml@refs/heads/main";
  expect(one).toMatch(identityPattern("https://github.com/acme/*/.github/workflows/towpath.yml@refs/heads/main"));
  expect(one).toMatch(identityPattern("https://github.com/acme/orders/.github/workflows/*"));
  expect(one).not.toMatch(identityPattern("https://github.com/acme/*@refs/heads/next"));
  expect(one).not.toMatch(identityPattern("https://githubxcom/acme/**"));
  expect(one).not.toMatch(identityPattern("acme/orders"));
  expect(`${one}\nx`).not.toMatch(identityPattern(one));
});

test("one of several patterns is enough, and what is not asked for may be anything", () => {
  expect(identityFlaw(certificate, believed)).toBeUndefined();
  const other = { ...certificate, subject: ENVIRONMENT, repository: "https://github.com/acme-labs/orders" };
  expect(identityFlaw({ ...other, ref: "refs/heads/release/7" }, believed)).toBeUndefined();
  const { repository: _r, ref: _f, ...loose } = believed;
  expect(identityFlaw({ subject: DELIVER, issuer: ISSUER }, loose)).toBeUndefined();
});

test.each([
  [
    { subject: DELIVER.replace("deliver", "deploy") },
    `it is signed by ${DELIVER.replace("deliver", "deploy")}, and the platform believes ${DELIVER} or ${ENVIRONMENT}`,
  ],
  [
    { subject: undefined },
    `its certificate does not say who signed, and the platform believes ${DELIVER} or ${ENVIRONMENT}`,
  ],
  [
    { issuer: "https://gitlab.com" },
    `its identity was issued by https://gitlab.com, and the platform believes ${ISSUER}`,
  ],
  [
    { repository: "https://github.com/evil/orders" },
    "it was signed for the repository https://github.com/evil/orders, and the platform believes https://github.com/acme/* or https://github.com/acme-labs/orders",
  ],
  [
    { repository: "https://github.com/acme-labs/orders-of-others" },
    "it was signed for the repository https://github.com/acme-labs/orders-of-others, and the platform believes https://github.com/acme/* or https://github.com/acme-labs/orders",
  ],
  [
    { repository: undefined },
    "its certificate names no repository that it was signed for, and the platform believes https://github.com/acme/* or https://github.com/acme-labs/orders",
  ],
  [
    { ref: "refs/heads/topic" },
    "it was signed for the ref refs/heads/topic, and the platform believes refs/heads/main or refs/heads/release/*",
  ],
  [
    { ref: undefined },
    "its certificate names no ref that it was signed for, and the platform believes refs/heads/main or refs/heads/release/*",
  ],
])("what a certificate says, and what is believed: %j", (changes, flaw) => {
  expect(identityFlaw({ ...certificate, ...changes }, believed)).toBe(flaw);
});

test("all that is wrong is said, and nothing is believed by an empty list", () => {
  const stranger = { ...certificate, repository: "https://github.com/evil/orders", ref: "refs/tags/v9" };
  expect(identityFlaw(stranger, believed)).toMatch(
    /evil\/orders, and .*; and it was signed for the ref refs\/tags\/v9, and/,
  );
  expect(identityFlaw(certificate, { ...believed, ref: [] })).toContain("believes nothing");
  expect(identityFlaw(certificate, { ...believed, identity: [] })).toContain("believes nothing");
});
