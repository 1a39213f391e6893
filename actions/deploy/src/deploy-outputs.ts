import type { ApproveData } from "@towpath/operations/approve";
import type { DeployData } from "@towpath/operations/deploy";

/** What steps that follow may ask of a deployment. What there is none of is empty. */
export interface DeployOutputs {
  readonly verdict: string;
  readonly version: string;
  readonly digest: string;
  readonly deployment: number | "";
  readonly url: string;
  readonly gates: string;
}

export function deployOutputs(data: DeployData | null): DeployOutputs & Readonly<Record<string, string | number>> {
  const deployment = data?.deployment;
  const [url = ""] = Object.values(data?.addresses ?? {});
  return {
    verdict: deployment?.verdict ?? "",
    version: deployment?.version ?? "",
    digest: deployment?.artifact.digest ?? "",
    deployment: deployment?.number ?? "",
    url,
    gates: JSON.stringify(data?.gates ?? []),
  };
}

/** The same where somebody agreed, and nothing was deployed. */
export function approvalOutputs(data: ApproveData | null): ReturnType<typeof deployOutputs> {
  const version = data?.release?.version ?? "";
  return { ...deployOutputs(null), version, digest: data?.approval.digest ?? "" };
}
