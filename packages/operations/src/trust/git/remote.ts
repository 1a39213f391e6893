import { devNull } from "node:os";
import type { Secret } from "@towpath/core";
import { gitEnvironment } from "../../platform/run-git.ts";

/** A repository that objects are fetched from, and how it is reached. */
export interface Remote {
  readonly address: string;
  /** For git, with credentials in it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Which repository of which server a proposal was made to. */
export interface RemoteRequest {
  /** `https://github.com`, without a slash at its end. */
  readonly serverUrl: string;
  /** `owner/name` */
  readonly repository: string;
  readonly token?: Secret | undefined;
}

/**
 * The remote of a repository on a server. The token goes along in the environment, where no list of processes shows it,
 * and only over a connection that nobody else reads.
 */
export function remoteOf(
  { serverUrl, repository, token }: RemoteRequest,
  variables: Readonly<Record<string, string | undefined>>,
): Remote {
  const address = `${serverUrl}/${repository}`;
  const { protocol, hostname } = new URL(address);
  const transport = protocol.replace(/:$/, "");
  const isPrivate = protocol === "https:" || hostname === "127.0.0.1" || hostname === "localhost";
  const { GIT_CONFIG_COUNT: count = "0", ...environment } = gitEnvironment(variables, transport);
  const settings = [
    ["core.hooksPath", devNull],
    ["gc.auto", "0"],
    ["maintenance.auto", "false"],
    ["http.lowSpeedLimit", "1"],
    ["http.lowSpeedTime", "30"],
    ...(token && isPrivate
      ? [
          [`http.${serverUrl}/.extraHeader`, `Authorization: Basic ${btoa(`x-access-token:${token.reveal()}`)}`],
          ["credential.helper", ""],
        ]
      : []),
  ];
  const first = Number(count) || 0;
  const entries = settings.flatMap(([key = "", value = ""], index) => [
    [`GIT_CONFIG_KEY_${first + index}`, key],
    [`GIT_CONFIG_VALUE_${first + index}`, value],
  ]);
  return {
    address,
    environment: {
      ...environment,
      ...Object.fromEntries(entries),
      GIT_CONFIG_COUNT: String(first + settings.length),
      GIT_DIR: ".",
    },
  };
}
