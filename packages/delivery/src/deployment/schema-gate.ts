import { errorMessage, shortDigest } from "@towpath/core";
import { allow, deny, type GateAnswer, unknown } from "../gates/gate.ts";
import type { DeployRequest } from "./deploy.ts";
import type { Deployment } from "./deployment.ts";
import type { Attempt } from "./deployment-log.ts";
import { findRunning, type RunningVersion } from "./running-version.ts";

/** Whether what serves still does what it did, once a release's migrations have run. Asked before users can reach that release. */
export interface SchemaGate {
  /** Looks at what serves, before the first migration touches anything of it. */
  before(): Promise<void>;
  /** A migration has run: it is asked anew. */
  migrated(run: string): void;
  /** @returns whether the release may go on; what it answers is on record then */
  holds(): Promise<boolean>;
  failure(): { readonly reason: string; readonly logTail: readonly string[] } | undefined;
}

/** What the gate goes by. */
export interface SchemaGateRequest {
  readonly request: DeployRequest;
  readonly attempt: Attempt;
  readonly previous: Deployment | undefined;
}

/**
 * While a release comes, what it replaces runs on the schema that the release's migration has made, and runs on it for good where the
 * release is taken back. So that version is held to what it did before the migration: healthy, and its smoke command passes. What did
 * not hold before is not held against the migration.
 *
 * The way to change a schema under a running version: https://martinfowler.com/bliki/ParallelChange.html
 */
export function schemaGate({ request, attempt, previous }: SchemaGateRequest): SchemaGate {
  const { context } = request;
  const ran: string[] = [];
  let running: Promise<RunningVersion | undefined> | undefined;
  let isDue = true;
  let asked: Promise<boolean> = Promise.resolve(true);
  let failure: ReturnType<SchemaGate["failure"]>;

  async function ask(): Promise<boolean> {
    const { answer, logTail } = await answered();
    await attempt.change((deployment) => ({
      ...deployment,
      gates: [...deployment.gates.filter(({ gate }) => gate !== "schema"), answer],
    }));
    if (answer.answer === "allow") return true;
    failure = { reason: [`schema: ${answer.reason}`, answer.todo].filter(Boolean).join(" "), logTail };
    return false;
  }

  async function answered(): Promise<{ readonly answer: GateAnswer; readonly logTail: readonly string[] }> {
    const silently = (answer: GateAnswer) => ({ answer, logTail: [] });
    if (attempt.current().kind === "rollback" && ran.length === 0) {
      return silently(allow("schema", "A rollback does not migrate."));
    }
    if (ran.length === 0) return silently(allow("schema", "The release has no migration."));
    const present = await running;
    if (!present)
      return silently(allow("schema", "Nothing that is on record here serves, so the migration breaks nobody."));
    const { version, digest, wasIll } = present;
    const name = `${version} (${shortDigest(digest)})`;
    const commands = ran.map((run) => JSON.stringify(run)).join(" and ");
    if (wasIll !== undefined && !present.isHeldToAnything) {
      return silently(
        allow("schema", `${name} was not well before the migration, so it is not held against it: ${wasIll}.`),
      );
    }
    const id = `check ${version} on the new schema`;
    context.events({ type: "started", id, title: id });
    try {
      const { problem, checks, logTail } = await present.look();
      context.events({ type: "finished", id, outcome: problem === undefined ? "done" : "failed", message: problem });
      if (problem === undefined) {
        const but = wasIll === undefined ? "" : `; not looked at is what did not hold before it either: ${wasIll}`;
        const held = `${name} still holds after the migration, by ${checks} ${checks === 1 ? "check" : "checks"}${but}.`;
        return silently(allow("schema", held));
      }
      const reason = `The migration ${commands} broke ${name}, which still serves: ${problem}.`;
      return { answer: deny("schema", reason, todo(version)), logTail };
    } catch (error) {
      context.events({ type: "finished", id, outcome: context.signal.aborted ? "cancelled" : "failed" });
      context.signal.throwIfAborted();
      const reason = `Whether ${name} still holds after the migration ${commands} could not be seen: ${errorMessage(error)}.`;
      return silently(unknown("schema", reason, "Look at what serves, and run the same command again."));
    }
  }

  return {
    async before() {
      running ??= findRunning(request, previous);
      await running;
    },
    migrated(run) {
      ran.push(run);
      isDue = true;
    },
    holds() {
      if (isDue) {
        isDue = false;
        asked = ask();
      }
      return asked;
    },
    failure: () => failure,
  };
}

function todo(version: string): string {
  return (
    `The schema stays as the migration left it: give ${version} back what it needs, or go forward, as the next attempt does not hold ` +
    `against a migration what it finds broken. Change a schema in two releases from now on: expand it first, so that both versions run, ` +
    `and contract it once the former one serves nowhere.`
  );
}
