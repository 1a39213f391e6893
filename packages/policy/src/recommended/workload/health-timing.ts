import { defineRule } from "../../rule/define-rule.ts";
import { isOfService } from "../is-of-service.ts";
import { originIn } from "../origin-in.ts";

/** How health is asked for makes sense as a whole. */
export const healthTiming = defineRule({
  id: "workload/health-timing",
  phase: "graph",
  select: { workload: "*", having: "health" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    params: {
      schema: { maxGraceSeconds: { type: "integer", minimum: 1, default: 600 } },
      merge: { maxGraceSeconds: "lower-only" },
    },
    messages: {
      slow: "{{name}} may take {{timeout}} to answer and is asked every {{interval}}: a slow answer looks like none.",
      hasty:
        "{{name}} has {{grace}} to start and is asked every {{interval}}: it counts as failed before it was asked twice.",
      patient: "{{name}} has {{grace}} to start: a release that never starts is noticed only then.",
    },
    docs: {
      summary: "Interval, timeout and grace of a health check fit together.",
      rationale:
        "A timeout above the interval lets checks pile up on a service that is slow already; a short grace restarts what was about to be ready, for ever; a long one keeps a broken release for as long. " +
        "The rule looks at checks of which the service itself says at least one of the three.",
      bad: [
        "workload: { run: node server.js, port: 8080, health: { path: /healthz, interval: 2s, timeout: 5s } }",
        "workload: { run: node server.js, port: 8080, health: { path: /healthz, grace: 2s } }",
        "workload: { run: node server.js, port: 8080, health: { path: /healthz, grace: 1h } }",
      ],
      good: [
        "workload: { run: node server.js, port: 8080, health: { path: /healthz, interval: 5s, timeout: 2s, grace: 1m } }",
      ],
    },
  },
  check(workload, context) {
    const { health, name } = workload;
    if (!health) return;
    const { intervalMs, timeoutMs, graceMs } = health;
    const most = context.params.maxGraceSeconds * 1_000;
    const [isSlow, isHasty, isPatient] = [timeoutMs > intervalMs, graceMs < 2 * intervalMs, graceMs > most];
    if (!isSlow && !isHasty && !isPatient) return;
    const own = ["interval", "timeout", "grace"].some((key) => {
      const origin = workload.origins[`health.${key}`];
      return origin !== undefined && isOfService(origin);
    });
    if (!own) return;
    const [timeout, interval, grace] = [inSeconds(timeoutMs), inSeconds(intervalMs), inSeconds(graceMs)];
    if (isSlow)
      context.report({
        messageId: "slow",
        at: originIn(workload, "health.timeout"),
        path: ["health", "timeout"],
        data: { name, timeout, interval },
        suggestions: [`Write \`timeout: ${interval}\` or less, or ask less often.`],
      });
    if (isHasty)
      context.report({
        messageId: "hasty",
        at: originIn(workload, "health.grace"),
        path: ["health", "grace"],
        data: { name, grace, interval },
        suggestions: ["Give it the time that its slowest start takes, and some more."],
      });
    if (isPatient)
      context.report({
        messageId: "patient",
        at: originIn(workload, "health.grace"),
        path: ["health", "grace"],
        data: { name, grace },
        suggestions: [`Write ${inSeconds(most)} or less, and do what takes so long in \`deploy.migrate\` or in a job.`],
      });
  },
});

function inSeconds(milliseconds: number): string {
  return milliseconds % 1_000 === 0 ? `${milliseconds / 1_000}s` : `${milliseconds}ms`;
}
