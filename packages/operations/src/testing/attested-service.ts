import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Effects, ProgressEvent } from "@towpath/core";
import { type EvidenceRecord, openRecord } from "@towpath/evidence";
import { fileStore } from "@towpath/provisioning";
import { pemKeyPair } from "@towpath/testkit";
import { type GatedService, gatedService } from "./gated-service.ts";

/** A service on a platform that keeps evidence, with the key that signs it. */
export interface AttestedService extends Pick<GatedService, "folder" | "change"> {
  /** Effects of somebody, with the platform's key, another one, or none (`""`). */
  as(who: string, key?: string): Effects;
  /** What is on record of it on this machine. */
  record(): EvidenceRecord;
  /** Where this machine keeps state. */
  state(): string;
  /** What the next tests report. */
  report(how: "passed" | "failed"): void;
  /** Every notice so far. */
  readonly notices: readonly string[];
  /** PEM. */
  readonly privateKey: string;
}

const EVIDENCE = `evidence:
  key: { variable: SIGNING_KEY }
  publicKeys: [./keys/*.pub]
  anchor: { directory: ./anchors }
`;

/**
 * @param requires what the environment asks for, in YAML's flow form
 * @param more further keys below the platform's `evidence:`, indented by two
 */
export function attestedService(requires: string, more = ""): AttestedService {
  const { privateKey, publicKey } = pemKeyPair();
  const service = gatedService({ dev: `{ engine: local, gates: { requires: ${requires} } }` }, `${EVIDENCE}${more}`);
  const { folder } = service;
  mkdirSync(join(folder, "keys"));
  writeFileSync(join(folder, "keys/2026.pub"), publicKey);
  appendFileSync(join(folder, ".gitignore"), "anchors/\nout/\nreports/\n");
  appendFileSync(
    join(folder, "towpath.yaml"),
    'test: { run: "mkdir -p reports && cp report.xml reports/", reports: { junit: "reports/*.xml" } }\n',
  );
  const report = (how: "passed" | "failed"): void => {
    const [failures, failure] = how === "failed" ? [1, '<failure message="no"/>'] : [0, ""];
    writeFileSync(
      join(folder, "report.xml"),
      `<testsuite name="a" tests="1" failures="${failures}"><testcase name="adds" time="0.1">${failure}</testcase></testsuite>`,
    );
  };
  report("passed");
  service.change("v2");
  const notices: string[] = [];
  const state = () => stateFolder(folder);
  return {
    folder,
    change: service.change,
    as: (who, key = privateKey) => {
      const effects = service.as(who);
      const events = (event: ProgressEvent) => void (event.type === "notice" && notices.push(event.message));
      return { ...effects, events, variables: { ...effects.variables, ...(key ? { SIGNING_KEY: key } : {}) } };
    },
    record: () => openRecord(fileStore(state()), "shop"),
    state,
    report,
    notices,
    privateKey,
  };
}

function stateFolder(folder: string): string {
  const found = readdirSync(join(folder, "home"), { recursive: true, encoding: "utf8" }).find((path) =>
    /(^|\/)(releases|evidence)$/.test(path),
  );
  return join(folder, "home", found ?? "data/state", "..");
}
