import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { isJson, isJsonObject, type Json } from "@towpath/core";
import { notFound, problem, type Route } from "../route.ts";

const MOST_BYTES = 10_000_000;
const MOST_RUNS = 20;
const MOST_RESULTS = 25_000;

/** Reports for code scanning. */
export const codeScanningRoutes: Readonly<Record<string, Route>> = {
  "POST /repos/{owner}/{repo}/code-scanning/sarifs": {
    about: "repository",
    needs: ["security_events=write"],
    answer: (call) => {
      const { repository, body, api } = call;
      if (!repository.hasCodeScanning)
        return problem(403, "Code Security must be enabled for this repository to use code scanning.");
      const packed = Buffer.from(String(body["sarif"]), "base64");
      if (packed.length > MOST_BYTES) return problem(413, "Payload Too Large");
      const sarif = unpacked(packed);
      if (sarif === undefined) return problem(400, "The SARIF is not gzip-compressed JSON in base64.");
      const made = call.newId();
      const id = createHash("md5")
        .update(String(made))
        .digest("hex")
        .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
      const { commit_sha, ref, tool_name } = body;
      repository.sarifs.push({
        id,
        commit: String(commit_sha),
        ref: String(ref),
        toolName: typeof tool_name === "string" ? tool_name : undefined,
        sarif,
        errors: wrongIn(sarif),
      });
      return {
        status: 202,
        body: { id, url: `${api}/repos/${repository.owner}/${repository.name}/code-scanning/sarifs/${id}` },
      };
    },
  },
  "GET /repos/{owner}/{repo}/code-scanning/sarifs/{sarif_id}": {
    about: "repository",
    needs: ["security_events=read"],
    answer: ({ repository, parameters }) => {
      const kept = repository.sarifs.find(({ id }) => id === parameters["sarif_id"]);
      if (!kept) return notFound;
      const { errors } = kept;
      const status = errors.length === 0 ? "complete" : "failed";
      return { status: 200, body: { processing_status: status, errors: errors.length === 0 ? null : errors } };
    },
  },
};

function unpacked(packed: Buffer): Json | undefined {
  try {
    const value: unknown = JSON.parse(gunzipSync(packed).toString("utf8"));
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function wrongIn(sarif: Json): readonly string[] {
  const runs = isJsonObject(sarif) && sarif["version"] === "2.1.0" ? sarif["runs"] : undefined;
  if (!Array.isArray(runs)) return ["The document is no SARIF 2.1.0."];
  const wrong = runs.length > MOST_RUNS ? [`More than ${MOST_RUNS} runs.`] : [];
  const tooMany = runs.some((run: Json) => {
    const results = isJsonObject(run) ? run["results"] : undefined;
    return Array.isArray(results) && results.length > MOST_RESULTS;
  });
  return tooMany ? [...wrong, `More than ${MOST_RESULTS} results in a run.`] : wrong;
}
