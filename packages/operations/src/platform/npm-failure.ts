import { OperationError } from "../errors.ts";
import { toolLines } from "./tool-lines.ts";
import { shown } from "./wrong-reference.ts";

/** npm's codes for what went wrong, and what that means. */
const CAUSES = [
  {
    codes: ["E404"],
    code: "operation/platform-not-found",
    kind: "user",
    message: "the npm registry that is set has no such package",
    hint: "Mend the name, or set the registry of its scope: npm config set @scope:registry ADDRESS. A registry that asks for a login may say the same: npm login.",
  },
  {
    codes: ["ETARGET", "ENOVERSIONS", "E_NO_VERSIONS"],
    code: "operation/platform-not-found",
    kind: "user",
    message: "the package has no such version",
    hint: "`npm view PACKAGE versions` lists those that there are.",
  },
  {
    codes: ["E401", "E403", "ENEEDAUTH"],
    code: "operation/platform-access",
    kind: "fault",
    message: "the npm registry refused access",
    hint: "Log in to the registry (`npm login`), or give the pipeline a token that may read the package.",
  },
  {
    codes: ["EINTEGRITY", "Z_DATA_ERROR", "Z_BUF_ERROR", "TAR_BAD_ARCHIVE"],
    code: "operation/platform-damaged",
    kind: "fault",
    message: "what the npm registry sent is not what it said it would send",
    hint: "Run the command again, after `npm cache verify`. Where it happens again, a proxy or a mirror changes packages: tell who runs it.",
  },
  {
    codes: [
      "ENOTFOUND",
      "EAI_AGAIN",
      "ECONNREFUSED",
      "ECONNRESET",
      "ETIMEDOUT",
      "ENETUNREACH",
      "EHOSTUNREACH",
      "ENOTCACHED",
      "ERR_SOCKET_TIMEOUT",
      "FETCH_ERROR",
      "E5\\d\\d",
    ],
    code: "operation/platform-unreachable",
    kind: "fault",
    message: "the npm registry cannot be reached",
    hint: "Connect to the network, or see npm's settings for registry and proxy, and run the command again. An exact version that was fetched once needs no network.",
  },
] as const;

/** What npm's refusal means. */
export function npmFailure(
  written: string,
  output: string,
  isTimeUp: boolean,
  what: "platform" | "policy pack" | "package of drivers" | "package of resource types" = "platform",
): OperationError {
  const tail = toolLines(output, (line) => line.startsWith("npm error") && !line.includes("complete log"));
  const known = isTimeUp
    ? CAUSES.find(({ code }) => code === "operation/platform-unreachable")
    : CAUSES.find(({ codes }) => codes.some((code) => new RegExp(`^npm error .*\\b${code}\\b`, "m").test(output)));
  return new OperationError({
    code: known?.code ?? "operation/platform-fetch-failed",
    kind: known?.kind ?? "fault",
    message: `The ${what} ${shown(written)} could not be fetched: ${known?.message ?? "npm failed"}.`,
    hint: known?.hint ?? "Mend what npm says and run the command again.",
    tail,
  });
}
