import { own } from "@towpath/core";
import type { Found } from "./evidence.ts";
import type { NodePackage } from "./node-package.ts";
import type { RepositoryFiles } from "./repository-files.ts";

/** How a Node application is started. */
export interface NodeStart {
  readonly run: Found<string>;
  /** The file that node is told to run, where it is one. */
  readonly file: string | undefined;
  /** A port that the script insists on. */
  readonly port: Found<number> | undefined;
}

const SCRIPTS = ["start:prod", "start:production", "serve:prod", "start", "serve"];
const FILES = [
  "server.js",
  "server.mjs",
  "index.js",
  "index.mjs",
  "app.js",
  "main.js",
  "src/server.js",
  "src/index.js",
  "src/main.js",
  "src/app.js",
  "server.ts",
  "src/server.ts",
  "src/index.ts",
  "src/main.ts",
];
const PORT_OPTION = /(\s(?:-p|--port)[ =])(\d{2,5})\b/;

/** The start script, or what `main` names, or a file that is usually called so. */
export function nodeStart(repository: RepositoryFiles, found: NodePackage): NodeStart | undefined {
  const { scripts, manager, at, json } = found;
  // `dev` is what a laptop runs: it watches and reloads, and is not how a service is started.
  const name = SCRIPTS.find(
    (script) =>
      scripts.has(script) && !/\b(?:nodemon|--watch|next dev|nest start --watch)\b/.test(scripts.get(script) ?? ""),
  );
  const script = scripts.get(name ?? "");
  if (name !== undefined && script !== undefined) {
    const direct = directCommand(script);
    const port = PORT_OPTION.exec(script);
    const runs = name === "start" && manager.name !== "bun" ? `${manager.name} start` : `${manager.name} run ${name}`;
    return {
      run: { value: direct ?? (isPlain(script) && port ? withGivenPort(script) : undefined) ?? runs, at: at(name) },
      file: fileOf(direct ?? ""),
      port: port ? { value: Number(port[2]), at: at(name) } : undefined,
    };
  }
  const main = own(json, "main");
  const file = [...(typeof main === "string" && isPlain(main) ? [main.replace(/^\.\//, "")] : []), ...FILES].find(
    (candidate) => !/^\.\.|^\//.test(candidate) && repository.has(candidate),
  );
  if (file === undefined) return undefined;
  const isMain = typeof main === "string" && main.replace(/^\.\//, "") === file;
  return { run: { value: `node ${file}`, at: isMain ? at("main") : { file } }, file, port: undefined };
}

/** A script that only starts node is taken as it is: signals reach the service at once, and npm need not be there. */
function directCommand(script: string): string | undefined {
  return /^node(?: --[\w=./-]+)* [\w./-]+$/.test(script) ? script : undefined;
}

function fileOf(command: string): string | undefined {
  const file = command.split(" ").at(-1);
  return file === "" ? undefined : file?.replace(/^\.\//, "");
}

/** `next start -p 3000` with the port that the service is told. */
function withGivenPort(script: string): string {
  return `npx --no-install ${script.replace(PORT_OPTION, "$1$$PORT")}`;
}

function isPlain(command: string): boolean {
  return /^[\w./ =@:-]+$/.test(command);
}
