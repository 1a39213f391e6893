// Prints what it costs to hold resources against rules, in milliseconds of CPU: the whole of one check, in a warm process.
import { checkPolicy, defineRule, type PackRule } from "@towpath/policy";
import { graphWith } from "@towpath/testkit";

const [resources = "", rules = ""] = process.argv.slice(2);
const graph = graphWith({
  resources: Object.fromEntries(
    Array.from({ length: Number(resources) }, (_, index) => [
      `r${index}`,
      { type: `type-${index % 20}`, settings: { amount: { value: index % 50 } } },
    ]),
  ),
});
const docs = { summary: "It holds.", rationale: "It is measured.", bad: ["{}"], good: ["{}"] } as const;
const entries = Array.from({ length: Number(rules) }, (_, index): PackRule => {
  const rule = defineRule({
    id: `bench/rule-${index}`,
    phase: "graph",
    select: { resource: "*", having: "amount" },
    meta: { severity: "low", since: "0.1.0", docs, messages: { few: "{{name}} has {{amount}}." } },
    check(resource, context) {
      const amount = resource.settings["amount"];
      if (!amount?.known) return;
      if (typeof amount.value === "number" && amount.value >= index % 50) return;
      // One in a hundred fails, as in a fleet that is looked after.
      if ((resource.name.length + index) % 100 === 0)
        context.report({ messageId: "few", data: { name: resource.name, amount: String(amount.value) } });
    },
  });
  return { rule, level: "advisory" };
});
const once = (): void => {
  const { rules: seen } = checkPolicy({
    services: [{ graphs: [graph] }],
    rules: entries,
    levels: {},
    now: new Date(0),
  });
  if (seen.some(({ subjects }) => subjects !== Number(resources))) throw new Error("A rule did not see all resources.");
};
once();
const started = process.cpuUsage();
once();
const { user, system } = process.cpuUsage(started);
process.stdout.write(`${(user + system) / 1000}\n`);
