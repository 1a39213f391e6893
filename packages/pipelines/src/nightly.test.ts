import { expect, test } from "vitest";
import { explained, productTeam } from "./testing/product-team.ts";

test("what drifts at night is one issue, which closes when all is well again", async () => {
  await using team = await productTeam();
  const deployed = await team.push({ version: "v1", note: "hello" });
  expect(deployed.conclusion, explained(deployed)).toBe("success");
  const issues = () => team.repository.issues.map(({ number, state }) => [number, state]);

  const well = await team.night();
  expect(well.conclusion, explained(well)).toBe("success");
  expect(issues()).toEqual([]);

  team.write("int", "somebody was here");
  const drifted = await team.night();
  expect(drifted.conclusion).toBe("failure");
  const [[number] = []] = issues();
  expect(issues()).toEqual([[number, "open"]]);
  expect(team.repository.issues[0]?.body).toContain("resources.memo");
  await team.night();
  expect(issues()).toEqual([[number, "open"]]);

  team.write("int", "hello");
  const again = await team.night();
  expect(again.conclusion, explained(again)).toBe("success");
  expect(issues()).toEqual([[number, "closed"]]);
  expect(again.jobs[0]?.permissions).toEqual({ contents: "read", issues: "write", "id-token": "write" });
}, 180_000);
