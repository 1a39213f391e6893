import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { nodeClock, nodeEffects } from "@towpath/core";
import { down } from "@towpath/operations/down";
import { platformPackage } from "@towpath/testkit";
import { type KeptPull, type LoopbackGitHub, type LoopbackRepository, loopbackGitHub } from "@towpath/testkit/github";
import {
  dispatchEvent,
  type JobEnding,
  pullRequestEvent,
  pushEvent,
  type RunRequest,
  runWorkflow,
  scheduleEvent,
  type WorkflowEnding,
} from "@towpath/testkit/workflows";
import { approval, nightly, platformFiles, type ServiceSketch, serviceFiles, tenLines } from "./service-files.ts";

/** This repository, as a workflow finds it under `towpath/towpath`: its actions are built. */
export const TOWPATH = resolve(import.meta.dirname, "../../../..");

const EFFECTS = { signal: new AbortController().signal, events: () => {}, clock: nodeClock };
const WORKFLOW = ".github/workflows/towpath.yml";
const NIGHT = ".github/workflows/nightly.yml";
const APPROVAL = ".github/workflows/approve.yml";

/** A team with a service, a platform with local engines, and a machine that keeps what runs on it. */
export interface ProductTeam extends AsyncDisposable {
  readonly github: LoopbackGitHub;
  readonly repository: LoopbackRepository;
  /** The platform, as a workflow names it. */
  readonly platform: string;
  /** Pushes to main without a pull request, and runs the workflow for it. */
  push(service: ServiceSketch, more?: TeamRun): Promise<WorkflowEnding>;
  /** Opens a pull request, or pushes to it, and runs the workflow for it. */
  propose(service: ServiceSketch, more?: TeamRun & Proposed): Promise<{ pull: KeptPull; ending: WorkflowEnding }>;
  /** Merges it, and runs the workflow for that. */
  merge(pull: KeptPull, more?: TeamRun): Promise<WorkflowEnding>;
  /** Runs the workflow for the last push once more. */
  again(more?: TeamRun): Promise<WorkflowEnding>;
  /** What the note of the service says in an environment; undefined where there is none. */
  note(environment: string): string | undefined;
  /** Changes the note behind everybody's back. */
  write(environment: string, text: string): void;
  /** Runs what is run every night. */
  night(more?: TeamRun): Promise<WorkflowEnding>;
  /** Lets somebody agree to a release that waits for an environment. */
  approve(environment: string, release: string, by: string): Promise<WorkflowEnding>;
  /** What users get from the service in an environment; undefined where nobody answers. */
  answer(environment: string): Promise<string | undefined>;
}

/** What a run differs in. */
export type TeamRun = Partial<RunRequest> & {
  /** Further files of the commit; null for one that goes. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** Does something to the run's artifacts before they are signed: it gets the folder that holds them, each by its name. */
  readonly onTheWay?: (artifacts: string) => void;
};

/** What a pull request differs in. */
export interface Proposed {
  readonly branch?: string;
  readonly fork?: string;
  readonly login?: string;
  /** Of its commit. */
  readonly message?: string;
  readonly title?: string;
}

/** What a team's platform is like. */
export interface TeamSketch {
  /** By name, what each has beside its local engine, in YAML's flow form. */
  readonly environments?: Readonly<Record<string, string>>;
  /** Further keys of the platform, in YAML. */
  readonly more?: string;
  /** Further files of the platform. */
  readonly platformFiles?: Readonly<Record<string, string>>;
  /** Whether each release is built and tested on machines of their own: of what they knew there is left what the run keeps. */
  readonly buildsElsewhere?: boolean;
  /** A file that the team's build and tests note their times in: wall, user and system, in seconds, a line a command. */
  readonly timedBy?: string;
}

/** Sets all of it up, with nothing deployed. */
export async function productTeam(sketch: TeamSketch = {}): Promise<ProductTeam> {
  for (const name of ["check", "plan", "build", "test", "sign", "provision", "deploy", "comply"]) {
    if (!existsSync(join(TOWPATH, "actions", name, "dist/main.js")))
      throw new Error(`actions/${name} is not built: npm run build`);
  }
  const machine = realpathSync(mkdtempSync(join(tmpdir(), "towpath-team-")));
  const state = join(machine, "towpath");
  const port = await freePort();
  const github = await loopbackGitHub();
  const repository = await github.addRepository();
  const { environments = { int: "" }, more, timedBy } = sketch;
  const files = { ...platformFiles(environments, more), ...sketch.platformFiles };
  const platform = await platformPackage(files, join(machine, "platform"));
  const settings = { npm_config_registry: platform.registry };
  const base = {
    [WORKFLOW]: tenLines(platform.name),
    [APPROVAL]: approval(platform.name),
    [NIGHT]: nightly(platform.name),
  };
  await repository.commit("main", { ...base, "README.md": "# Orders\n" }, { message: "Begin" });
  const noteIn = (environment: string): string => join(state, "notes/orders", environment, "memo");
  const addresses = new Map<string, string>();
  let branches = 0;
  let machines = 0;

  const run = async (event: RunRequest["event"], { files: _, onTheWay, ...more }: TeamRun): Promise<WorkflowEnding> => {
    const ending = await runWorkflow({
      github,
      repository,
      workflow: WORKFLOW,
      repositories: { "towpath/towpath": TOWPATH },
      runner: (labels, job) => {
        if (labels.includes("fork")) return { env: { ...settings, TOWPATH_HOME: join(machine, "of-forks") } };
        // Where it is signed no command of the team's ever ran.
        if (labels.includes("ubuntu-24.04")) {
          onTheWay?.(artifactsOf(event.sha));
          return { env: { ...settings, TOWPATH_HOME: join(machine, `of-signing-${++machines}`) } };
        }
        if (sketch.buildsElsewhere && /\/ (build|test)$/.test(job))
          return { env: { ...settings, TOWPATH_HOME: join(machine, `of-builds-${++machines}`) } };
        return { home: machine, env: { ...settings, TOWPATH_HOME: state } };
      },
      event,
      ...more,
    });
    for (const { environment, steps } of ending.jobs) {
      const url = steps.find(({ id }) => id === "deploy")?.outputs["url"];
      if (environment !== undefined && url) addresses.set(environment, url);
    }
    return ending;
  };

  return {
    github,
    repository,
    platform: platform.name,
    push: async (service, more = {}) => {
      await repository.commit("main", { ...serviceFiles(port, service, timedBy), ...more.files }, as("anna"));
      return await run(await pushEvent(repository), more);
    },
    propose: async (service, { branch, fork, login = "anna", message, title, ...more } = {}) => {
      const head = branch ?? `topic-${++branches}`;
      const isNew = (await repository.commitOf(`refs/heads/${head}`)) === undefined;
      const files = { ...serviceFiles(port, service, timedBy), ...more.files };
      const said = { message: message ?? `Change to ${service.version ?? "v1"}` };
      await repository.commit(head, files, { ...as(login), ...said, ...(isNew ? { from: "main" } : {}) });
      const named = { ...(fork === undefined ? {} : { fork }), ...(title === undefined ? {} : { title }) };
      const pull = await repository.openPull({ head, login, ...named });
      return { pull, ending: await run(await pullRequestEvent(repository, pull, { actor: login }), more) };
    },
    merge: async (pull, more = {}) => {
      await repository.mergePull(pull.number, { by: "ben" });
      return await run(await pushEvent(repository, { actor: "ben" }), more);
    },
    again: async (more = {}) => await run(await pushEvent(repository, { actor: "ben" }), more),
    note: (environment) => (existsSync(noteIn(environment)) ? readFileSync(noteIn(environment), "utf8") : undefined),
    write: (environment, text) => writeFileSync(noteIn(environment), text),
    night: async (more = {}) => await run(await scheduleEvent(repository), { workflow: NIGHT, ...more }),
    approve: async (environment, release, by) =>
      await run(await dispatchEvent(repository, { environment, release }, by), { workflow: APPROVAL }),
    answer: async (environment) => {
      const address = addresses.get(environment);
      if (address === undefined) return undefined;
      return await fetch(address).then(
        (response) => response.text(),
        () => undefined,
      );
    },
    [Symbol.asyncDispose]: async () => {
      const variables = { TOWPATH_HOME: state, PATH: process.env["PATH"] };
      const effects = nodeEffects({ ...EFFECTS, variables, folder: machine });
      await down({ isAll: true }, effects);
      await platform[Symbol.asyncDispose]();
      rmSync(machine, { recursive: true, force: true, maxRetries: 5 });
      await github.close();
    },
  };
}

/** Where the run keeps its artifacts whose release is of this commit. */
function artifactsOf(commit: string): string {
  const runs = readdirSync(tmpdir()).filter((name) => name.startsWith("towpath-run-"));
  const found = runs
    .map((name) => join(tmpdir(), name, "artifacts"))
    .find((folder) => {
      const release = join(folder, "towpath-release-orders", "release.json");
      return existsSync(release) && readFileSync(release, "utf8").includes(commit);
    });
  if (found === undefined) throw new Error(`No run has a release of ${commit}.`);
  return found;
}

/** Who writes and pushes a commit. */
function as(login: string) {
  const person = { name: login, email: `${login}@users.noreply.github.com` };
  return { by: login, author: person, committer: person };
}

async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve: done } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", done);
  await promise;
  const bound = server.address();
  const port = typeof bound === "object" && bound ? bound.port : 0;
  const closed = Promise.withResolvers<void>();
  server.close(() => closed.resolve());
  await closed.promise;
  return port;
}

/** Conclusions of all jobs, by their names. */
export function conclusions({ jobs }: WorkflowEnding): Readonly<Record<string, string>> {
  return Object.fromEntries(jobs.map(({ name, conclusion }) => [name, conclusion]));
}

/** What went wrong in a run, for whoever reads a failed test. */
export function explained({ jobs, annotations }: WorkflowEnding): string {
  const wrong = jobs.flatMap(({ name, steps, annotations }) => [
    ...annotations.map(({ message }) => `${name}: ${message}`),
    ...steps.filter(({ outcome }) => outcome === "failure").map((step) => `${name}: ${step.name}\n${step.log}`),
  ]);
  return [...annotations.map(({ message }) => message), ...wrong].join("\n");
}

/** Everything that a run showed, to look for what should not be in it. */
export function shownBy({ jobs }: WorkflowEnding): string {
  return jobs.flatMap(({ steps }) => steps.flatMap(({ log, summary }) => [log, summary])).join("\n");
}

/** @throws {Error} where there is no such job */
export function jobOf(ending: WorkflowEnding, name: string): JobEnding {
  const found = ending.jobs.find((job) => job.name === name || job.key === name);
  if (!found) throw new Error(`No job ${name}: ${Object.keys(conclusions(ending)).join(", ")}`);
  return found;
}
