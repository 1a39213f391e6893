import type { Ignore } from "@towpath/policy/waivers";

const WORD = "towpath-ignore";

/** Whether a text may have comments that ignore rules. */
export function mayIgnore(text: string | undefined): text is string {
  return text?.includes(WORD) === true;
}

/** The comments that ignore rules in YAML files, by their texts. What reads them is loaded only where there may be any. */
export async function ignoresIn(
  texts: readonly { readonly file: string; readonly text: string | undefined; readonly service?: string }[],
): Promise<readonly Ignore[]> {
  if (!texts.some(({ text }) => mayIgnore(text))) return [];
  const [{ commentsIn }, { commentTexts, readIgnores }] = await Promise.all([
    import("@towpath/manifest/edit"),
    import("@towpath/policy/waivers"),
  ]);
  return texts.flatMap(({ file, text, service }) =>
    mayIgnore(text) ? readIgnores(file, text, commentTexts(text, commentsIn(text)), service) : [],
  );
}
