import { type Effects, errorMessage } from "@towpath/core";
import { type Anchor, decodeHead, EvidenceError, type Head } from "@towpath/evidence";
import { openRepository, type RepositoryAccess } from "../publish/repository-access.ts";

/** The environment whose deployments keep heads: a name of its own, so that none of them deactivates a real one. */
const ENVIRONMENT = "towpath-evidence";
const TASK = "towpath:evidence";
const BUDGET = { requests: 60, waitMs: 20_000, requestMs: 10_000, totalMs: 40_000 };

/**
 * Keeps the heads of records in GitHub's deployments: each is one whose payload is the head. A payload cannot be changed by
 * anybody, and a deployment is removed by those only who administer the repository.
 *
 * @param access undefined where GitHub cannot be asked: then the anchor says so when it is needed
 */
export function githubAnchor(access: RepositoryAccess | undefined, effects: Effects): Anchor {
  const name = access ? `the deployments of ${access.repository}` : "GitHub's deployments";
  return {
    name,
    async publish(head) {
      const ref = effects.variables["GITHUB_SHA"];
      if (!access || !ref) throw failed(name, "this run knows no repository, no commit or no token");
      const written = await asked(name, () =>
        openRepository(access, effects, BUDGET).createDeployment({
          ref,
          environment: ENVIRONMENT,
          task: `${TASK}:${head.service}`,
          description: `Entry ${head.index} of the evidence of ${head.service}`,
          payload: { ...head },
          isProduction: false,
        }),
      );
      if (!written.isWritten) throw failed(name, written.refusal.message);
    },
    async heads(service) {
      if (!access) throw failed(name, "this run knows no repository or no token");
      const found = await asked(name, () =>
        openRepository(access, effects, BUDGET).deploymentsTo(ENVIRONMENT, `${TASK}:${service}`),
      );
      return found.flatMap(({ payload }): readonly Head[] => {
        const head = decodeHead(payload);
        return head?.service === service ? [head] : [];
      });
    },
  };
}

async function asked<T>(name: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw failed(name, errorMessage(error), error);
  }
}

function failed(name: string, why: string, cause?: unknown): EvidenceError {
  return new EvidenceError({
    code: "evidence/anchor",
    kind: "fault",
    message: `The anchor of the record, ${name}, did not answer: ${why.replace(/\.$/, "")}.`,
    hint: 'The job needs the permission "deployments: write", and GITHUB_TOKEN where it is no action of Towpath.',
    cause,
  });
}
