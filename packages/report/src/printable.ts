/**
 * What a terminal, a log or an editor would obey or hide instead of showing: controls (C0, DEL, C1), line and paragraph
 * separators, bidirectional controls ("Trojan Source", CVE-2021-42574), invisible characters and tags, lone surrogates.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]|\p{Cs}/gu;

/** Colours that a tool printed (ECMA-48, SGR): dropped, for they mean nothing here. */
const TOOL_COLOURS = /\u001b\[[0-9;:]*m/g;

const NAMED: Readonly<Record<string, string>> = { "\t": "  ", "\n": "\\n", "\r": "\\r" };

/** Untrusted text as one line that shows all that it holds: nothing in it moves a cursor, breaks a line or turns text round. */
export function printable(text: string): string {
  return text.replace(TOOL_COLOURS, "").replace(UNSAFE, visible);
}

function visible(character: string): string {
  return NAMED[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/**
 * A line of output that a runner of GitHub Actions cannot take for a workflow command: neither `::name::` at its start nor
 * the older `##[name]` anywhere. Source: actions/runner, ActionCommand.cs (TryParseV2, TryParse).
 */
export function withoutCommand(line: string): string {
  return line.replace(/^(\s*)::/, "$1\\::").replaceAll("##[", "##\\[");
}
