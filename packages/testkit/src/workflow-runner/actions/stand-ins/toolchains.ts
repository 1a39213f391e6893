import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { WorkflowError } from "../../workflow-error.ts";
import type { StandIn, StandInCall } from "../stand-in.ts";

/** A program that says its version. */
interface Toolchain {
  readonly name: string;
  /** Programs to look for, the first that is there counts. */
  readonly programs: readonly string[];
  readonly words: readonly string[];
  /** Names that the program has in PATH afterwards. */
  readonly as: readonly string[];
  readonly input: string;
  readonly file: string | undefined;
  readonly output: string | undefined;
  readonly inputs: StandIn["inputs"];
  readonly takes: readonly string[];
  readonly needs?: readonly string[];
  readonly after?: (call: StandInCall, program: string, version: string) => Promise<void>;
}

/** Uses what is on this machine; what is not there in the version that is asked for is an error. */
function toolchain(one: Toolchain): StandIn {
  return {
    inputs: one.inputs,
    takes: [one.input, ...(one.file === undefined ? [] : [one.file]), ...one.takes],
    main: async (call) => {
      for (const input of one.needs ?? [])
        if (call.input(input) === "") throw new WorkflowError(`Input required and not supplied: ${input}`);
      const wanted = call.input(one.input) || versionInFile(call, one.file);
      const here = await installed(call, one);
      const fit = here.find(({ version }) => isFit(version, wanted));
      if (!fit) {
        const list = here.map(({ version }) => version).join(", ") || "none";
        throw new WorkflowError(`Unable to find ${one.name} version '${wanted}' on this machine: there is ${list}.`);
      }
      const folder = join(call.temporary, "tools", `${one.name}-${fit.version}`);
      mkdirSync(folder, { recursive: true });
      for (const name of one.as) if (!existsSync(join(folder, name))) symlinkSync(fit.program, join(folder, name));
      call.addPath(folder);
      if (one.output !== undefined) call.output(one.output, fit.version);
      await one.after?.(call, fit.program, fit.version);
      call.say(`${one.name} ${fit.version}`);
    },
  };
}

async function installed(
  call: StandInCall,
  { programs, words }: Toolchain,
): Promise<readonly { readonly program: string; readonly version: string }[]> {
  const folders = (call.env["PATH"] ?? "").split(delimiter);
  const found: { program: string; version: string }[] = [];
  for (const program of programs.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    if (!existsSync(program)) continue;
    const said = await call.exec(program, words).catch(() => "");
    const version = /\d+(?:\.\d+)+/.exec(said)?.[0];
    if (version !== undefined) found.push({ program, version });
  }
  return found;
}

function versionInFile(call: StandInCall, input: string | undefined): string {
  const named = input === undefined ? "" : call.input(input);
  if (named === "") return "";
  const text = readFileSync(join(call.workspace, named), "utf8");
  const found = named.endsWith("package.json")
    ? /"node"\s*:\s*"([^"]+)"/.exec(text)?.[1]
    : named.endsWith("go.mod")
      ? /^go (\S+)/m.exec(text)?.[1]
      : text.trim().replace(/^v/, "");
  if (!found) throw new WorkflowError(`${named} names no version.`);
  return found;
}

/** `24`, `24.x`, `3.13.1`, `>=22`, and nothing at all. */
function isFit(version: string, wanted: string): boolean {
  if (wanted === "" || wanted === "*" || wanted === "latest") return true;
  const atLeast = /^(?:>=|\^|~)\s*v?(\d+)(?:\.(\d+))?/.exec(wanted);
  const own = version.split(".").map(Number);
  if (atLeast) {
    const [major, minor] = [Number(atLeast[1]), Number(atLeast[2] ?? 0)];
    if (!wanted.startsWith(">=") && own[0] !== major) return false;
    return (own[0] ?? 0) > major || (own[0] === major && (own[1] ?? 0) >= minor);
  }
  const parts = wanted
    .replace(/^v/, "")
    .split(".")
    .filter((part) => part !== "x" && part !== "*");
  if (parts.length === 0 || parts.some((part) => !/^\d+$/.test(part)))
    throw new WorkflowError(`The version '${wanted}' is written in a way that is not known here.`);
  return parts.every((part, index) => Number(part) === own[index]);
}

/** `actions/setup-node` v5. https://github.com/actions/setup-node */
export const setupNode = toolchain({
  name: "node",
  programs: ["node"],
  words: ["--version"],
  as: ["node"],
  input: "node-version",
  file: "node-version-file",
  output: "node-version",
  inputs: {
    "always-auth": "false",
    "node-version": undefined,
    "node-version-file": undefined,
    architecture: undefined,
    "check-latest": "false",
    "registry-url": undefined,
    scope: undefined,
    token: undefined,
    cache: undefined,
    "package-manager-cache": "true",
    "cache-dependency-path": undefined,
    mirror: undefined,
    "mirror-token": undefined,
  },
  takes: ["check-latest", "package-manager-cache"],
});

/** `actions/setup-python` v5. https://github.com/actions/setup-python */
export const setupPython = toolchain({
  name: "python",
  programs: ["python3", "python"],
  words: ["--version"],
  as: ["python", "python3"],
  input: "python-version",
  file: "python-version-file",
  output: "python-version",
  inputs: {
    "python-version": undefined,
    "python-version-file": undefined,
    cache: undefined,
    architecture: undefined,
    "check-latest": "false",
    token: undefined,
    "cache-dependency-path": undefined,
    "update-environment": "true",
    "allow-prereleases": "false",
    freethreaded: "false",
    "pip-version": undefined,
    "pip-install": undefined,
  },
  takes: ["check-latest"],
});

/** `actions/setup-java` v5. https://github.com/actions/setup-java */
export const setupJava = toolchain({
  name: "java",
  programs: ["java"],
  words: ["-version"],
  as: ["java"],
  input: "java-version",
  file: "java-version-file",
  output: "version",
  needs: ["distribution"],
  inputs: {
    "java-version": undefined,
    "java-version-file": undefined,
    distribution: undefined,
    "java-package": "jdk",
    architecture: undefined,
    jdkFile: undefined,
    "check-latest": "false",
    "server-id": "github",
    "server-username": "GITHUB_ACTOR",
    "server-password": "GITHUB_TOKEN",
    "settings-path": undefined,
    "overwrite-settings": "true",
    "gpg-private-key": undefined,
    "gpg-passphrase": undefined,
    cache: undefined,
    "cache-dependency-path": undefined,
    "job-status": undefined,
    token: undefined,
    "mvn-toolchain-id": undefined,
    "mvn-toolchain-vendor": undefined,
  },
  takes: ["distribution", "java-package", "check-latest"],
  after: async (call, program) => {
    const properties = await call.exec(program, ["-XshowSettings:properties", "-version"]);
    const home = /java\.home = (.+)/.exec(properties)?.[1]?.trim();
    if (home === undefined) return;
    call.setVariable("JAVA_HOME", home);
    call.addPath(join(home, "bin"));
    call.output("path", home);
    call.output("distribution", call.input("distribution"));
  },
});

/** `actions/setup-go` v6. https://github.com/actions/setup-go */
export const setupGo = toolchain({
  name: "go",
  programs: ["go"],
  words: ["version"],
  as: ["go"],
  input: "go-version",
  file: "go-version-file",
  output: "go-version",
  inputs: {
    "go-version": undefined,
    "go-version-file": undefined,
    "check-latest": "false",
    token: undefined,
    cache: "true",
    "cache-dependency-path": undefined,
    architecture: undefined,
  },
  takes: ["check-latest", "cache"],
});

/** `actions/setup-dotnet` v5. https://github.com/actions/setup-dotnet */
export const setupDotnet = toolchain({
  name: "dotnet",
  programs: ["dotnet"],
  words: ["--version"],
  as: ["dotnet"],
  input: "dotnet-version",
  file: "global-json-file",
  output: "dotnet-version",
  inputs: {
    "dotnet-version": undefined,
    "dotnet-quality": undefined,
    "global-json-file": undefined,
    "source-url": undefined,
    owner: undefined,
    "config-file": undefined,
    architecture: undefined,
    cache: "false",
    "cache-dependency-path": undefined,
    workloads: undefined,
  },
  takes: [],
});

/** `hashicorp/setup-terraform` v3. https://github.com/hashicorp/setup-terraform */
export const setupTerraform = toolchain({
  name: "terraform",
  programs: ["terraform"],
  words: ["--version"],
  as: ["terraform"],
  input: "terraform_version",
  file: undefined,
  output: undefined,
  inputs: {
    cli_config_credentials_hostname: "app.terraform.io",
    cli_config_credentials_token: undefined,
    terraform_version: "latest",
    terraform_wrapper: "true",
  },
  takes: ["terraform_wrapper"],
});
