import { LocalEngineError } from "../errors.ts";
import type { ServerPackage } from "./server-package.ts";

/** npm's code for what went wrong, and what to do about it. */
const CAUSES: readonly { readonly codes: readonly string[]; readonly message: string; readonly hint: string }[] = [
  {
    codes: [
      "ENOTFOUND",
      "EAI_AGAIN",
      "ECONNREFUSED",
      "ECONNRESET",
      "ETIMEDOUT",
      "ENETUNREACH",
      "ENOTCACHED",
      "ERR_SOCKET_TIMEOUT",
      "FETCH_ERROR",
    ],
    message: "the npm registry cannot be reached",
    hint: "Connect to the network, or see npm's settings for registry and proxy, and run the command again. Once fetched, it is never fetched again.",
  },
  {
    codes: ["EINTEGRITY"],
    message: "what the npm registry sent is not what this release of Towpath was tested with (another digest)",
    hint: "Run `npm cache verify`. Where it happens again, a proxy or a mirror changes packages: tell who runs it.",
  },
  {
    codes: ["E401", "E403"],
    message: "the npm registry refused access",
    hint: "Log in to the registry that npm is set to (`npm login`), or set another one.",
  },
  {
    codes: ["E404", "ETARGET"],
    message: "the npm registry that npm is set to does not have it",
    hint: "See `npm config get registry`: a mirror has to carry this exact version.",
  },
  {
    codes: ["ENOSPC", "EDQUOT"],
    message: "there is no room left on the disk",
    hint: "Free some space and run the command again.",
  },
];

/** What npm's refusal means, in words. Its own lines are kept below. */
export function fetchFailed(server: ServerPackage, output: string): LocalEngineError {
  const said = output.split("\n").filter((line) => line.startsWith("npm error") && !line.includes("complete log"));
  const known = CAUSES.find(({ codes }) => codes.some((code) => new RegExp(`\\b${code}\\b`).test(said.join("\n"))));
  const lines = (said.length > 0 ? said : output.trim().split("\n")).slice(0, 4).join("\n  ");
  return new LocalEngineError({
    code: "engine-local/package-fetch-failed",
    kind: "fault",
    message: `${server.title} ${server.version} could not be fetched: ${known?.message ?? "npm failed"}.\n  ${lines}`,
    hint: known?.hint ?? "Mend what npm says above and run the command again.",
  });
}
