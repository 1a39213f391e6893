import { errorMessage } from "@towpath/core";
import type { Rule } from "../rule/define-rule.ts";
import type { Surroundings } from "../scene/open-scene.ts";
import { SCENE_FILES, type Scene } from "../scene/scene.ts";
import { fixedTexts } from "./fixed-texts.ts";
import { type Reported, type Tried, tryRule } from "./try-rule.ts";

/** What a rule is to report. What is not said is not looked at. */
export interface Expected {
  readonly messageId?: string;
  /** Filled in. */
  readonly message?: string;
  /** Where it begins, in the text of the case: lines and columns from 1 on. */
  readonly at?: { readonly line: number; readonly column?: number; readonly file?: string };
  /** `resources.db.settings.tls` */
  readonly address?: string;
  readonly suggestions?: readonly string[];
}

/** A scene that a rule finds something in: exactly one thing, unless `errors` says more. */
export interface InvalidCase extends Scene, Expected {
  /** Each report, in the order of their places; or how many there are. */
  readonly errors?: number | readonly Expected[];
  /** The text with every fix made; null where nothing is fixed. */
  readonly output?: string | null;
}

/** Why a rule does not pass over a scene that it should have nothing to say of; empty when it does. */
export function judgeValid(rule: Rule, scene: Scene, around: Surroundings): readonly string[] {
  return judged(() => {
    const { reports } = tryRule(rule, scene, around);
    return reports.map(({ messageId, finding }) => `It reported ${messageId}: ${finding.message}`);
  });
}

/** Why a rule does not find in a scene what it should; empty when it does. */
export function judgeInvalid(rule: Rule, scene: InvalidCase, around: Surroundings): readonly string[] {
  return judged(() => {
    const tried = tryRule(rule, scene, around);
    const { reports } = tried;
    const { errors = [scene], output } = scene;
    const broken = reports.filter(({ finding }) => finding.outcome === "error");
    if (broken.length > 0) return broken.map(({ finding }) => finding.message);
    const count = typeof errors === "number" ? errors : errors.length;
    if (reports.length !== count) {
      const what = reports.map(({ messageId, finding }) => `${messageId}: ${finding.message}`);
      const none = `Nothing was reported; the rule saw ${tried.subjects} subjects.`;
      return [`${count} expected, ${reports.length} reported.`, ...(what.length === 0 ? [none] : what)];
    }
    const wrong =
      typeof errors === "number"
        ? []
        : errors.flatMap((expected, index) => differences(expected, reports[index], tried));
    return [...wrong, ...fixFlaws(rule, scene, tried, output, around)];
  });
}

function judged(judge: () => readonly string[]): readonly string[] {
  try {
    return judge();
  } catch (error) {
    return [errorMessage(error)];
  }
}

function differences(expected: Expected, reported: Reported | undefined, { main }: Tried): readonly string[] {
  if (!reported) return [];
  const { messageId, finding } = reported;
  const start = finding.places[0]?.range?.start;
  const file = finding.places[0]?.file;
  const { at } = expected;
  return [
    differs("messageId", expected.messageId, messageId),
    differs("message", expected.message, finding.message),
    differs("address", expected.address, finding.address),
    differs("file", at && (at.file ?? main), file),
    differs("line", at?.line, start?.line),
    differs("column", at?.column, start?.column),
    differs(
      "suggestions",
      expected.suggestions && JSON.stringify(expected.suggestions),
      JSON.stringify(finding.suggestions),
    ),
  ].flat();
}

function differs(
  what: string,
  expected: string | number | undefined,
  found: string | number | undefined,
): readonly string[] {
  return expected === undefined || expected === found
    ? []
    : [`${what}: expected ${expected}, found ${found ?? "none"}.`];
}

/** A fix gives what was expected, mends what it is for, and has nothing to do a second time. */
function fixFlaws(
  rule: Rule,
  scene: InvalidCase,
  tried: Tried,
  output: string | null | undefined,
  around: Surroundings,
): readonly string[] {
  const hasFix = tried.reports.some(({ finding }) => finding.fix !== undefined);
  if (!hasFix) return typeof output === "string" ? ["It was expected to fix something, and has no fix."] : [];
  const fixed = fixedTexts(tried);
  const text = fixed.get(tried.main) ?? "";
  if (output === null) return [`Nothing was to be fixed; the fix makes:\n${text}`];
  const wrong =
    output === undefined || output === text ? [] : [`The fix makes\n${text}\nand was expected to make\n${output}`];
  const again = tryRule(rule, sceneWith(scene, tried, fixed), around);
  const mended = new Set(
    tried.reports.filter(({ finding }) => finding.fix !== undefined).map(({ finding }) => finding.fingerprint),
  );
  const left = again.reports.filter(({ finding }) => mended.has(finding.fingerprint));
  const twice = fixedTexts(again);
  const isSteady = [...twice].every(([file, after]) => fixed.get(file) === after);
  return [
    ...wrong,
    ...left.map(({ finding }) => `After its fix it is still reported: ${finding.message}`),
    ...(isSteady ? [] : ["Making its fix a second time changes something again."]),
  ];
}

/** The same scene with other texts. */
function sceneWith({ params }: Scene, { changes, services }: Tried, texts: ReadonlyMap<string, string>): Scene {
  const others = new Map(texts);
  const take = (file: string): string | undefined => {
    const text = others.get(file);
    others.delete(file);
    return text;
  };
  const [manifest, platform] = [take(SCENE_FILES.manifest), take(SCENE_FILES.platform)];
  return {
    files: Object.fromEntries(others),
    changes,
    services,
    ...(params ? { params } : {}),
    ...(manifest === undefined ? {} : { manifest }),
    ...(platform === undefined ? {} : { platform }),
  };
}
