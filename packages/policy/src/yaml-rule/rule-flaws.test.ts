import { describe, expect, it } from "vitest";
import type { YamlRuleOptions } from "./load-yaml-rules.ts";
import { loadChanged, type RuleChanges } from "./testing/changed-rule.ts";

/** What is said: where, what, what to do. */
function said(changes: RuleChanges, options: YamlRuleOptions = {}): readonly string[] {
  return loadChanged(changes, options).findings.map(({ message, places: [place], suggestions }) => {
    const { line, column } = place?.range?.start ?? { line: 0, column: 0 };
    return [`${line}:${column}`, message, ...suggestions].join(" ");
  });
}

const POSTGRES = {
  name: "postgres",
  settings: {
    backupRetentionDays: { type: "integer" },
    tls: { type: "string", enum: ["require", "off"] },
    disk: { type: "object", properties: { size: { type: "integer" } } },
  },
};
const offered = { resourceTypes: [POSTGRES] };

describe("what is wrong with a rule is said where it stands", () => {
  it.each([
    [{ assert: "resource.nam == 'x'" }, "6:18 resource has no property nam; it has"],
    [{ assert: "\"resource.nam == 'x'\"" }, "6:19 resource has no property nam"],
    [{ assert: "|-\n  resource.isStateful\n  && resource.nam == 'x'" }, "8:15 resource has no property nam"],
    [{ assert: ">\n  resource.isStateful\n\n  && resource.nam == 'x'\n" }, "9:15 resource has no property nam"],
    [{ assert: "resource.name" }, "6:9 This has to come to bool; it is string."],
    [{ assert: "workload.kind == 'server'" }, "6:9 There is no variable workload here"],
    [{ assert: "resource.name.matches('^a+$')" }, "6:23 matches() is left out"],
    [{ assert: "re2(resource.name, '(')" }, "6:28 The pattern cannot be used"],
    [{ when: "params.minDay > 3" }, "6:14 params has no property minDay; it has minDays. Did you mean minDays?"],
    [{ message: '"{{resource.nam}}"' }, "8:22 resource has no property nam"],
    [{ message: '"{{resource}}"' }, "8:13 resource cannot be shown in a text. Name one of its properties."],
    [{ message: '"{{resource.name"' }, "8:11 The {{ that opens here is not closed."],
    [{ suggestions: '["a", "{{now.foo}}"]' }, "9:27 timestamp has no property foo."],
    [
      { select: "{ workload: servr }" },
      '5:21 There is no workload of kind "servr"; there are server, worker, job. Did you mean "server"?',
    ],
    [{ select: "{ service: orders }", assert: "1 == 1" }, '5:20 A service is not selected by a name such as "orders".'],
    [{ at: "settings..tls" }, '7:5 "settings..tls" is no path below the resource'],
    [{ at: "setings.tls" }, "7:5 There is no setings in it"],
    [{ fix: '{ safety: safe, set: { settings.tls: "{{parms.minDays}}" } }' }, "10:46 There is no variable parms here"],
    [{ fix: "{ safety: safe, remove: sttings.tls }" }, "10:30 There is no sttings in it"],
  ])("%o", (changes, message) => {
    expect(said(changes).join("\n")).toContain(message);
  });

  it("also in what documents of Towpath's own hold", () => {
    const parts = { at: undefined, message: "m", fix: undefined };
    const of = (select: string, assert: string) => said({ ...parts, select, assert });
    expect(of("{ document: Service }", "document.metdata.name != ''")[0]).toContain("Did you mean metadata?");
    expect(of("{ document: Service }", "document.workloads.all(w, document.workloads[w].scle.min > 0)")[0]).toContain(
      "Did you mean scale?",
    );
    expect(
      of("{ document: Platform }", "document.environments.all(e, has(document.environments[e].engin))")[0],
    ).toContain("Did you mean engine?");
    expect(of("{ document: [Service, Platform] }", "document.anything != ''")).toEqual([]);
  });

  it("all at once", () => {
    const findings = said({
      when: "a",
      assert: "resource.nam == 1",
      message: '"{{b}} {{c}}"',
      at: "x y",
      fix: '{ safety: safe, set: { a: "{{d}}" } }',
    });
    expect(findings).toHaveLength(7);
  });

  it("knows the settings of the types that a platform offers", () => {
    const select = "{ resource: postgres }";
    expect(said({ select, assert: "resource.settings.backupRetentionDay > 1" }, offered)[0]).toBe(
      "6:27 settings of postgres has no property backupRetentionDay; it has backupRetentionDays, disk, tls. Did you mean backupRetentionDays?",
    );
    expect(said({ select, assert: "resource.settings.tls == 'of'" }, offered)[0]).toContain(
      'it is one of require, off. Did you mean "off"?',
    );
    expect(said({ select, assert: "resource.settings.disk.sise > 10" }, offered)[0]).toContain("Did you mean size?");
    expect(said({ select, assert: "resource.settings.anything > 10" })).toEqual([]);
    expect(said({ select: '{ resource: "*" }', assert: "resource.settings.anything > 10" }, offered)).toEqual([]);
  });
});
