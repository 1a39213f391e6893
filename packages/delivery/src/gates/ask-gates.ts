import { errorMessage, TowpathError } from "@towpath/core";
import type { RecordedGate } from "../deployment/deployment.ts";
import { recentDeployments } from "../deployment/deployment-log.ts";
import { digestHistory } from "../deployment/failed-here.ts";
import type { Gate, GateAnswer, GateFacts, GateName } from "./gate.ts";

/** How long one gate may take, in milliseconds: two minutes. */
const GATE_MS = 120_000;

/** What a rollback to what has proved itself here passes by. */
const NOT_FOR_ROLLBACKS: readonly string[] = ["freeze", "promotion"] satisfies readonly GateName[];

/**
 * Asks every gate, all at once, and gives their answers in the order of the gates. One that throws, or takes too long, is
 * `unknown`. A rollback to a digest that succeeded here before, and was not taken back since, passes freeze and promotion;
 * the answers say so.
 *
 * @param limitMs how long one gate may take
 * @throws the signal's reason when it aborts
 */
export async function askGates(
  gates: readonly Gate[],
  facts: GateFacts,
  limitMs: number = GATE_MS,
): Promise<readonly RecordedGate[]> {
  const answers = await Promise.all(gates.map((gate, index) => askOne(gate, index, facts, limitMs)));
  facts.signal.throwIfAborted();
  if (facts.kind !== "rollback" || !answers.some(isPassedByRollbacks)) return answers;
  const before = await succeededBefore(facts);
  return before === undefined ? answers : answers.map((answer) => passed(answer, before));
}

/** True where every gate lets it through. */
export function isLetThrough(answers: readonly RecordedGate[]): boolean {
  return answers.every(({ answer }) => answer === "allow");
}

/** A gate whose name is known also where it throws. */
export function namedGate(name: GateName, ask: (facts: GateFacts) => Promise<GateAnswer> | GateAnswer): Gate {
  return async (facts) => {
    try {
      return await ask(facts);
    } catch (error) {
      return { gate: name, ...notAnswered(error) };
    }
  };
}

async function askOne(gate: Gate, index: number, facts: GateFacts, limitMs: number): Promise<RecordedGate> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new Error(`It did not answer within ${limitMs / 1000} s.`)), limitMs);
  const signal = AbortSignal.any([facts.signal, limit.signal]);
  const ended = new Promise<never>((_, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason), { once: true }),
  );
  try {
    signal.throwIfAborted();
    return await Promise.race([gate({ ...facts, signal }), ended]);
  } catch (error) {
    facts.signal.throwIfAborted();
    return { gate: gate.name || `gate ${index + 1}`, ...notAnswered(error) };
  } finally {
    clearTimeout(timer);
  }
}

function notAnswered(error: unknown): Omit<RecordedGate, "gate"> {
  const hint = error instanceof TowpathError ? error.hint : undefined;
  return {
    answer: "unknown",
    reason: `It could not be answered: ${errorMessage(error)}`,
    todo: hint ?? "Mend what keeps it from answering and run the same command again.",
  };
}

function isPassedByRollbacks({ gate, answer }: RecordedGate): boolean {
  return answer !== "allow" && NOT_FOR_ROLLBACKS.includes(gate);
}

function passed(answer: RecordedGate, before: number): RecordedGate {
  if (!isPassedByRollbacks(answer)) return answer;
  const { gate, reason } = answer;
  return {
    gate,
    answer: "allow",
    reason: `It does not hold for a rollback to what succeeded here before, in deployment ${before}. ${reason}`,
  };
}

async function succeededBefore({ state, graph, release }: GateFacts): Promise<number | undefined> {
  try {
    const attempts = await recentDeployments(state, graph.service.name, graph.environment.name);
    const history = digestHistory(attempts, release.artifact.digest);
    return history.answer === "succeeded" ? history.in.number : undefined;
  } catch {
    return undefined; // what cannot be read proves nothing
  }
}
