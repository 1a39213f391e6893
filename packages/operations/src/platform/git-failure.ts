import { OperationError } from "../errors.ts";
import { toolLines } from "./tool-lines.ts";
import { shown } from "./wrong-reference.ts";

/** What git says when it fails (in the C locale), and what that means. The first that fits counts. */
const CAUSES = [
  {
    said: /not our ref|unadvertised object|upload-pack: not/,
    code: "operation/platform-not-found",
    kind: "user",
    message: "the repository has no such commit, or gives it to nobody by its digits",
    hint: "Name a tag that leads to the commit.",
  },
  {
    said: /transport '[^']*' not allowed/,
    code: "operation/platform-access",
    kind: "fault",
    message: "git's settings (`url.*.insteadOf`) lead to an address that is not allowed",
    hint: "`git config --get-regexp insteadof` shows them. Only https and ssh are used.",
  },
  {
    said: /SSL certificate|certificate (verify|verification)|unable to get local issuer|server verification failed/i,
    code: "operation/platform-access",
    kind: "fault",
    message: "the host's certificate is not trusted",
    hint: "Where the host is your company's, name its authority: git config --global http.sslCAInfo FILE.",
  },
  {
    said: /could not read Username|could not read Password|Authentication failed|returned error: (401|403)|Permission denied \(|Host key verification failed|terminal prompts disabled|access denied|denied to/i,
    code: "operation/platform-access",
    kind: "fault",
    message: "the host refused access, or there is no such repository",
    hint: "Give git credentials for the host (`git credential approve`, an SSH key, or a token in the pipeline), and see that `git ls-remote ADDRESS` works.",
  },
  {
    said: /repository '.*' not found|does not appear to be a git repository|returned error: 404|did you run git update-server-info/i,
    code: "operation/platform-not-found",
    kind: "user",
    message: "there is no such repository",
    hint: "Mend the address. A host that asks for a login may say the same.",
  },
  {
    said: /could not resolve|failed to connect|connection (refused|timed out|reset|closed)|network is unreachable|unable to access|early EOF|hung up|unexpected disconnect|RPC failed|returned error: 5\d\d|timed out|Could not read from remote/i,
    code: "operation/platform-unreachable",
    kind: "fault",
    message: "the host cannot be reached",
    hint: "Connect to the network, or see git's settings for a proxy, and run the command again. A tag that was fetched once needs no network.",
  },
] as const;

/** What git's refusal means. */
export function gitFailure(written: string, output: string, isTimeUp: boolean): OperationError {
  const tail = toolLines(output, (line) => /^(fatal|error|remote|ssh):/i.test(line));
  const known = isTimeUp
    ? CAUSES.find(({ code }) => code === "operation/platform-unreachable")
    : CAUSES.find(({ said }) => said.test(output));
  return new OperationError({
    code: known?.code ?? "operation/platform-fetch-failed",
    kind: known?.kind ?? "fault",
    message: `The platform ${shown(written)} could not be fetched: ${known?.message ?? "git failed"}.`,
    hint: known?.hint ?? "Mend what git says and run the command again.",
    tail,
  });
}
