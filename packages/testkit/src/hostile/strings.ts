/** A text that somebody could put into a manifest, a branch name, a file name or a tool's output, and what it tries. */
export interface HostileString {
  readonly name: string;
  readonly text: string;
}

/** Lines that GitHub's runner would obey: both spellings, indented, after a carriage return, within a line. */
export const workflowCommands: readonly HostileString[] = [
  { name: "error command", text: "::error::owned" },
  { name: "command on its own line", text: "harmless\n::error file=owned,line=1::owned\nharmless" },
  { name: "command after a carriage return", text: "harmless\r::warning::owned" },
  { name: "indented command", text: "harmless\n \t\u00a0::notice::owned" },
  { name: "mask of a common word", text: "\n::add-mask::true" },
  { name: "output command", text: "\n::set-output name=result::owned" },
  { name: "state command", text: "\n::save-state name=token::owned" },
  { name: "commands stopped for the rest of the step", text: "\n::stop-commands::owned" },
  { name: "debug command", text: "\n::debug::owned" },
  { name: "group that is never closed", text: "\n::group::owned" },
  { name: "first spelling, within a line", text: "harmless ##[error]owned" },
  { name: "first spelling, output", text: "harmless ##[set-output name=result]owned" },
  { name: "end of a property and a second one", text: "a.yaml,line=1,title=owned::owned" },
  { name: "escapes that are undone once too often", text: "%0A::error::owned%250A::error::owned" },
  {
    name: "end of a file command's value",
    text: "harmless\nEOF\nresult=owned\nghadelimiter_owned\nresult<<x\nowned\nx",
  },
  { name: "assignment in a file command", text: "result=owned\nPATH<<EOF\n/owned\nEOF" },
];

/** Bytes that change what a terminal shows, or what it does. */
export const terminalEscapes: readonly HostileString[] = [
  { name: "colour", text: "\u001b[32mpassed\u001b[0m" },
  { name: "line erased and written anew", text: "failed\u001b[2K\u001b[1Gpassed" },
  { name: "carriage return over the line", text: "failed\rpassed" },
  { name: "backspaces", text: "failed\b\b\b\b\b\bpassed" },
  { name: "window title", text: "\u001b]0;owned\u0007" },
  { name: "link with another target", text: "\u001b]8;;https://owned.example\u001b\\docs\u001b]8;;\u001b\\" },
  { name: "one-byte introducer", text: "\u009b31mowned" },
  { name: "device control", text: "\u001bP+q544e\u001b\\" },
  { name: "bell, form feed, delete", text: "a\u0007b\fc\u007fd" },
  { name: "vertical tab and line separators", text: "a\u000bb\u0085c\u2028d\u2029e" },
];

/** Structure of GitHub's Markdown, and what it does with names. */
export const markdown: readonly HostileString[] = [
  { name: "table cell", text: "a | b | c" },
  { name: "escaped table cell", text: "a \\| b" },
  { name: "row", text: "a |\n| owned | owned |" },
  { name: "heading", text: "\n# owned" },
  { name: "code fence", text: "\n```\nowned\n```" },
  { name: "backticks of every length", text: "` `` ``` ```` a" },
  { name: "link", text: "[docs](https://owned.example)" },
  { name: "link of a scheme that runs", text: "[docs](javascript:alert`owned`)" },
  { name: "bare address", text: "https://owned.example/?a=b www.owned.example owned@example.com" },
  { name: "image", text: "![owned](https://owned.example/pixel.png)" },
  { name: "reference definition", text: "\n[docs]: https://owned.example\n" },
  { name: "element", text: "<img src=x onerror=alert(1)><script>owned</script>" },
  { name: "end of a fold", text: "</details></td></table><h1>owned</h1>" },
  { name: "comment that never ends", text: "<!-- owned" },
  { name: "mention of a team", text: "@acme/everyone @octocat please look" },
  { name: "reference to an issue", text: "fixes #1, acme/orders#2, GH-3" },
  { name: "emphasis", text: "*a* _b_ **c** __d__ ~~e~~" },
  { name: "list, quote and rule", text: "\n- a\n1. b\n> c\n---\n" },
  { name: "mathematics", text: "$\\unicode{x41}$ $$owned$$" },
  { name: "character reference", text: "&lt;b&gt; &#64;octocat &nbsp;" },
];

/** Words that a shell would not leave as they are. */
export const shellWords: readonly HostileString[] = [
  { name: "command substitution", text: "$(touch owned)" },
  { name: "backtick substitution", text: "`touch owned`" },
  { name: "second command", text: "; touch owned" },
  { name: "pipe and background", text: "| touch owned & touch owned" },
  { name: "quotes", text: "'\" && touch owned && '\"" },
  { name: "line break", text: "a\ntouch owned" },
  { name: "redirection", text: "> owned" },
  { name: "variable", text: "${IFS}$HOME %PATH% !owned" },
  { name: "option", text: "--help" },
  { name: "option of another tool", text: "-oProxyCommand=touch\u0020owned" },
  { name: "expression of a workflow", text: "${{ github.token }}" },
  { name: "glob", text: "* ? [a-z] {a,b} ~root" },
];

/** Characters that make text look like other text. */
export const bidirectional: readonly HostileString[] = [
  { name: "override", text: "\u202egnp.exe\u202c" },
  { name: "isolate that is never closed", text: "\u2066owned" },
  { name: "marks", text: "a\u200e\u200f\u061cb" },
  { name: "no width", text: "ad\u200bmin\u200d\u2060\ufeff" },
  { name: "letters of another alphabet", text: "\u0440\u0430y\u0440\u0430l" },
  { name: "tags", text: "a\u{e0041}\u{e007f}b" },
  { name: "variation selectors", text: "a\u{e0101}\ufe0f" },
  { name: "a tower of marks", text: `a${"\u0301".repeat(200)}` },
];

/** Paths that leave the folder they are given to, or mean another file. */
export const pathsOutside: readonly HostileString[] = [
  { name: "parent", text: "../owned" },
  { name: "parents within", text: "a/../../owned" },
  { name: "absolute", text: "/etc/passwd" },
  { name: "home", text: "~/.ssh/id_rsa" },
  { name: "drive", text: "C:\\Windows\\win.ini" },
  { name: "backslashes", text: "..\\..\\owned" },
  { name: "share", text: "\\\\owned.example\\share" },
  { name: "address of a file", text: "file:///etc/passwd" },
  { name: "percent-encoded", text: "..%2f..%2fowned" },
  { name: "cut by NUL", text: "safe.yaml\u0000/../../owned" },
  { name: "device", text: "/dev/stdin" },
  { name: "process", text: "/proc/self/environ" },
  { name: "dots", text: ".." },
  { name: "empty", text: "" },
];

/** Names that an object already has. */
export const prototypeKeys: readonly HostileString[] = [
  { name: "prototype", text: "__proto__" },
  { name: "constructor", text: "constructor" },
  { name: "path to the prototype", text: "constructor.prototype.owned" },
  { name: "own property test", text: "hasOwnProperty" },
  { name: "text form", text: "toString" },
  { name: "value form", text: "valueOf" },
  { name: "getter", text: "__defineGetter__" },
];

/** Sizes and code units that break whoever counts on none. */
export const oddText: readonly HostileString[] = [
  { name: "blank", text: " \t " },
  { name: "lone surrogate", text: "a\ud800b" },
  { name: "NUL", text: "a\u0000b" },
  { name: "not normalised", text: "e\u0301 \u00e9" },
  { name: "long word", text: "a".repeat(70_000) },
  { name: "long line of emoji", text: "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}".repeat(2_000) },
  { name: "many lines", text: "a\n".repeat(5_000) },
];

/** All of them. Each harmful effect that shows leaves the word `owned`. */
export const hostileStrings: readonly HostileString[] = [
  ...workflowCommands,
  ...terminalEscapes,
  ...markdown,
  ...shellWords,
  ...bidirectional,
  ...pathsOutside,
  ...prototypeKeys,
  ...oddText,
];
