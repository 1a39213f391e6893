import { HEAD } from "./resolved.ts";

/** Files that are no YAML, as people write them: what is said, and where, as `line:from-to`. */
export const BROKEN_FILES: readonly {
  readonly name: string;
  readonly text: string;
  readonly said: readonly string[];
}[] = [
  {
    name: "a tab",
    text: `${HEAD}workload:\n\trun: x\n`,
    said: [
      "5:1-2 This line is indented with a tab; YAML takes spaces only.",
      "> Replace each tab by two spaces, and set your editor to do so in YAML files.",
    ],
  },
  {
    name: "a tab behind spaces",
    text: `${HEAD}workload:\n  run: x\n\tport: 1\n`,
    said: [
      "6:1-2 This line is indented with a tab; YAML takes spaces only.",
      "> Replace each tab by two spaces, and set your editor to do so in YAML files.",
    ],
  },
  {
    name: "a tab before an item",
    text: `${HEAD}workload:\n  args:\n\t- x\n`,
    said: [
      "6:1-2 This line is indented with a tab; YAML takes spaces only.",
      "> Replace each tab by two spaces, and set your editor to do so in YAML files.",
    ],
  },
  {
    name: "a tab within braces",
    text: `${HEAD}workload: {\n\trun: x\n}\n`,
    said: [
      "5:1-2 This line is indented with a tab; YAML takes spaces only.",
      "> Replace each tab by two spaces, and set your editor to do so in YAML files.",
    ],
  },
  {
    name: "a double quote that is not closed",
    text: `${HEAD}workload:\n  run: "node server.js\n  port: 8080\n`,
    said: [
      '5:8-23 The text that starts here is not closed: it lacks a " at its end.',
      '> Write the " where the text ends.',
    ],
  },
  {
    name: "a quote that is not closed within braces",
    text: `${HEAD}workload: { run: "node }\n`,
    said: [
      '4:18-25 The text that starts here is not closed: it lacks a " at its end.',
      '> Write the " where the text ends.',
    ],
  },
  {
    name: "a single quote that is not closed",
    text: `${HEAD}workload:\n  run: 'node server.js\n  port: 8080\n`,
    said: [
      "5:8-23 The text that starts here is not closed: it lacks a ' at its end.",
      "> Write the ' where the text ends.",
    ],
  },
  {
    name: "an apostrophe in single quotes, within braces",
    text: `${HEAD}metadata: { name: 'it's' }\n`,
    said: [
      "4:22-23 The text in quotes ends at this ', and more follows: \"s' }\".",
      "> Write '' for an apostrophe within single quotes, or put the text in double quotes.",
    ],
  },
  {
    name: "an apostrophe in single quotes",
    text: `${HEAD}description: 'it's fine'\n`,
    said: [
      "4:17-18 The text in quotes ends at this ', and more follows: \"s fine'\".",
      "> Write '' for an apostrophe within single quotes, or put the text in double quotes.",
    ],
  },
  {
    name: "a bracket that is not closed",
    text: `${HEAD}build: { run: x, output: [dist\nworkload: { run: y }\n`,
    said: [
      "4:26-27 and 5:1-21 The [ that opens here is not closed: it lacks a ].",
      "> Write the ] where the list ends.",
    ],
  },
  {
    name: "a bracket that is not closed at the end of the file",
    text: `${HEAD}build: { run: x, output: [dist`,
    said: ["4:26-27 The [ that opens here is not closed: it lacks a ].", "> Write the ] where the list ends."],
  },
  {
    name: "a brace that is not closed",
    text: `${HEAD}workload: { run: y\nresources: {}\n`,
    said: [
      "4:11-12 and 5:1-14 The { that opens here is not closed: it lacks a }.",
      "> Write the } where the mapping ends.",
    ],
  },
  {
    name: "the wrong bracket",
    text: `${HEAD}build: { output: [dist} }\n`,
    said: [
      "4:23-24 and 4:18-19 This } stands where a ] is expected, for the [ that is still open.",
      "> Write ] before it, or in its place.",
    ],
  },
  {
    name: "a brace too many",
    text: `${HEAD}build: { output: [dist] }}\n`,
    said: ["4:26-27 This } closes nothing: there is no { for it.", "> Take the } out."],
  },
  {
    name: "a line too far in",
    text: `${HEAD}workload:\n  run: x\n   port: 1\n`,
    said: [
      "6:1-4 and 5:3-9 This line is indented by 3 spaces, and the line above it, which it cannot belong to, by 2 spaces.",
      "> Indent both alike: a key that has a value has nothing below it.",
    ],
  },
  {
    name: "a line too far out",
    text: `${HEAD}workload:\n    run: x\n  port: 1\n`,
    said: [
      "6:1-3 and 5:5-11 This line is indented by 2 spaces; the lines that it could belong to are indented by 0 or 4.",
      "> Indent it as the keys or items that it stands beside.",
    ],
  },
  {
    name: "a space at the start",
    text: `${HEAD} workload:\n  run: x\n`,
    said: [
      "4:1-2 and 3:1-27 This line is indented by 1 space, and the line above it, which it cannot belong to, by none.",
      "> Indent both alike: a key that has a value has nothing below it.",
    ],
  },
  {
    name: "no space behind a colon",
    text: `${HEAD}workload:\n  run:x\n  port: 1\n`,
    said: [
      "5:6-7 There is no space behind the colon, so this is one text and no key with a value.",
      "> Write `run: x`.",
    ],
  },
  {
    name: "no space behind the colon of the last line",
    text: `${HEAD}workload:\n  port: 1\n  run:x\n`,
    said: [
      "6:6-7 There is no space behind the colon, so this is one text and no key with a value.",
      "> Write `run: x`.",
    ],
  },
  {
    name: "no space behind the colon of a key in quotes",
    text: `${HEAD}workload:\n  "run":x\n`,
    said: [
      "5:8-9 There is no space behind the colon, so this is one text and no key with a value.",
      '> Write `"run": x`.',
    ],
  },
  {
    name: "two keys on a line",
    text: `${HEAD}metadata: name: orders\n`,
    said: [
      '4:15-16 A second colon stands behind "metadata:" on this line; YAML takes one key a line.',
      '> Put the value in quotes if it is a text: "name: orders".',
      "> Write `name: orders` on the next line, further in, if it is a key.",
    ],
  },
  {
    name: "a text that holds a colon",
    text: `${HEAD}workload:\n  run: echo: hello\n`,
    said: [
      '5:12-13 A second colon stands behind "run:" on this line; YAML takes one key a line.',
      '> Put the value in quotes if it is a text: "echo: hello".',
      "> Write `echo: hello` on the next line, further in, if it is a key.",
    ],
  },
  {
    name: "a text that starts with @",
    text: `${HEAD}teams: @acme/checkout\n`,
    said: ["4:8-22 A text cannot start with @ in YAML.", '> Put it in quotes: "@acme/checkout".'],
  },
  {
    name: "an item that starts with @",
    text: `${HEAD}x: [@acme]\n`,
    said: ["4:5-10 A text cannot start with @ in YAML.", '> Put it in quotes: "@acme".'],
  },
  {
    name: "a text that starts with a backtick",
    text: `${HEAD}workload:\n  run: \`date\`\n`,
    said: ["5:8-14 A text cannot start with ` in YAML.", '> Put it in quotes: "`date`".'],
  },
  {
    name: "a text that starts with %",
    text: `${HEAD}workload:\n  cpu: %70\n`,
    said: ["5:8-11 A text cannot start with % in YAML.", '> Put it in quotes: "%70".'],
  },
  {
    name: "a text that starts with *",
    text: `${HEAD}build:\n  output: * x\n`,
    said: ["5:11-14 A text cannot start with * in YAML: that is how an alias starts.", '> Put it in quotes: "* x".'],
  },
  {
    name: "an item that is *",
    text: `${HEAD}build:\n  output: [*, dist]\n`,
    said: ["5:12-13 A text cannot start with * in YAML: that is how an alias starts.", '> Put it in quotes: "*".'],
  },
  {
    name: "a text that starts with &",
    text: `${HEAD}workload:\n  run: & y\n`,
    said: ["5:8-11 A text cannot start with & in YAML: that is how an anchor starts.", '> Put it in quotes: "& y".'],
  },
  {
    name: "a text behind |",
    text: `${HEAD}workload:\n  run: |foo\n`,
    said: [
      '5:8-9 | starts a text of several lines, and "foo" follows it on the same line.',
      '> Put the text on the lines below, or in quotes: "|foo".',
    ],
  },
  {
    name: "a text that starts with >",
    text: `${HEAD}workload:\n  run: >=1.2\n`,
    said: [
      '5:8-9 > starts a text of several lines, and "=1.2" follows it on the same line.',
      '> Put the text on the lines below, or in quotes: ">=1.2".',
    ],
  },
  {
    name: "items at two levels",
    text: `${HEAD}build:\n  run:\n    - a\n  - b\n`,
    said: [
      "7:3-6 and 6:5-8 This item is indented by 2 spaces, and the one above it by 4 spaces.",
      "> Indent all items of a list alike.",
    ],
  },
  {
    name: "a key among items",
    text: `${HEAD}build:\n  - run: x\n  output: y\n`,
    said: [
      '6:3-12 and 5:3-11 "output: y" is no item of a list, and "- run: x" above it is one.',
      "> Start it with - if it is an item, or indent it as the key that the list belongs to.",
    ],
  },
  {
    name: "a list behind its key",
    text: `${HEAD}build: - run\n`,
    said: [
      '4:8-9 A list cannot start on the line of its key "build".',
      "> Write each item on a line of its own below the key, or all of them in [ ].",
    ],
  },
  {
    name: "an item among keys",
    text: `${HEAD}build:\n  run: x\n  - a\n`,
    said: [
      '6:3-6 and 5:3-9 This is an item of a list, and "run: x" above it is not.',
      "> Give the list a key of its own, or indent the item below the key that it belongs to.",
    ],
  },
  {
    name: "two anchors",
    text: `${HEAD}x: &a &b 1\n`,
    said: ["4:7-11 A value has two anchors.", "> Keep one of the two, and let all aliases name that."],
  },
  {
    name: "an anchor before an alias",
    text: `${HEAD}x: &a *b\n`,
    said: ["4:7-9 An alias cannot have an anchor or a tag of its own.", "> Take what stands before the * out."],
  },
  {
    name: "two tags",
    text: `${HEAD}workload:\n  run: ! !x\n`,
    said: ["5:10-12 A value has two tags.", "> Take the tags (!) out; documents need none."],
  },
  {
    name: "a text that starts with !",
    text: `${HEAD}a: !e!x y\n`,
    said: ['4:4-8 "!e!x" starts with !, so YAML takes it for a tag.', '> Put it in quotes: "!e!x y".'],
  },
  {
    name: "a key without its colon",
    text: `${HEAD}workload\n  run: x\n`,
    said: ['4:1-9 "workload" is no key with a value: it lacks a colon.', "> Write `workload:`."],
  },
  {
    name: "no colon between key and value",
    text: `${HEAD}workload:\n  run x\n  port: 1\n`,
    said: ['5:3-8 "run x" is no key with a value: it lacks a colon.', "> Write `run: x`."],
  },
  {
    name: "no colon in the last line",
    text: `${HEAD}workload:\n  port: 1\n  run x\n`,
    said: ['6:3-8 "run x" is no key with a value: it lacks a colon.', "> Write `run: x`."],
  },
  {
    name: "a key without its colon among others",
    text: `${HEAD}x:\n  a: 1\n  b\n  c: 1\n`,
    said: ['6:3-4 "b" is no key with a value: it lacks a colon.', "> Write `b:`."],
  },
  {
    name: "a code block of Markdown",
    text: "```yaml\napiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: orders }\n```\n",
    said: [
      "1:1-8 This line is the edge of a code block in Markdown, and no YAML.",
      "> Take the lines that start with ``` out.",
    ],
  },
  {
    name: "a merge conflict",
    text: `${HEAD}<<<<<<< HEAD\nworkload: { run: a }\n=======\nworkload: { run: b }\n>>>>>>> feature\n`,
    said: [
      '4:1-13 The file holds a merge conflict that nobody has resolved: "<<<<<<< HEAD".',
      "> Keep what is right of both sides, and take the lines with <<<<<<<, ======= and >>>>>>> out.",
    ],
  },
  {
    name: "a merge conflict within a mapping",
    text: `${HEAD}workload:\n<<<<<<< HEAD\n  run: a\n=======\n  run: b\n>>>>>>> feature\n`,
    said: [
      '5:1-13 The file holds a merge conflict that nobody has resolved: "<<<<<<< HEAD".',
      "> Keep what is right of both sides, and take the lines with <<<<<<<, ======= and >>>>>>> out.",
    ],
  },
  {
    name: "typographic quotes",
    text: `${HEAD}build:\n  run: “echo: hi”\n`,
    said: [
      "5:8-9 “ is no quote in YAML, so the text behind it is not held together.",
      "> Write plain quotes: \" or '.",
    ],
  },
  {
    name: "JSON without a comma",
    text: '{\n  "apiVersion": "towpath.dev/v1"\n  "kind": "Service"\n}\n',
    said: ['3:3-9 A comma is missing before "kind".', "> Write a comma between two entries."],
  },
  {
    name: "JSON with a comma too many",
    text: '{\n  "apiVersion": "towpath.dev/v1",,\n  "kind": "Service"\n}\n',
    said: ["2:34-35 There is a comma too many: nothing stands before it.", "> Take one comma out."],
  },
  {
    name: "JSON with a comment",
    text: '{\n  "apiVersion": "towpath.dev/v1" // the first\n}\n',
    said: ["2:34-46 // starts no comment in YAML.", "> Start the comment with #, and a space before it."],
  },
  {
    name: "a template",
    text: `${HEAD}workload:\n  image: {{ registry }}/orders\n`,
    said: [
      '5:10-24 "{{ registry }}" is a template of another tool, which YAML takes for mappings.',
      "> Let that tool fill it in first, or put the whole text in quotes.",
    ],
  },
  {
    name: "a line of a template",
    text: `${HEAD}{{- if x }}\nworkload: { run: x }\n{{- end }}\n`,
    said: [
      '4:1-12 "{{- if x }}" is a template of another tool, which YAML takes for mappings.',
      "> Let that tool fill it in first, or put the whole text in quotes.",
    ],
  },
  {
    name: "a line of another template",
    text: `${HEAD}{% if x %}\nworkload: { run: x }\n{% endif %}\n`,
    said: [
      '4:1-11 "{% if x %}" is a template of another tool, which YAML takes for mappings.',
      "> Let that tool fill it in first, or put the whole text in quotes.",
    ],
  },
  {
    name: "a placeholder without quotes within braces",
    text: `${HEAD}workload:\n  variables: { A: \${resources.db.url} }\n`,
    said: [
      '5:19-38 The placeholder "${resources.db.url}" needs quotes within [ ] and { }.',
      '> Write "${resources.db.url}", with the quotes around the whole text.',
    ],
  },
  {
    name: "a NUL",
    text: `${HEAD}a: \u0000\n`,
    said: [
      "4:4-5 The file holds a NUL character; it is no text.",
      "> Take it out; an editor that shows such characters finds it.",
    ],
  },
  {
    name: "a control character",
    text: `${HEAD}a: \u001b[31m\n`,
    said: [
      "4:4-5 The file holds a control character.",
      "> Take it out; an editor that shows such characters finds it.",
    ],
  },
  {
    name: "a Windows path in double quotes",
    text: `${HEAD}a: "C:\\dir"\n`,
    said: [
      "4:7-9 \\d is no escape that YAML knows in double quotes.",
      "> Write \\\\ for a backslash, or put the text in single quotes.",
    ],
  },
  {
    name: "half an escape",
    text: `${HEAD}a: "\\x1"\n`,
    said: [
      "4:5-7 \\x is no escape that YAML knows in double quotes.",
      "> Write \\\\ for a backslash, or put the text in single quotes.",
    ],
  },
  {
    name: "another version of YAML",
    text: "%YAML 2.0\n---\napiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: orders }\n",
    said: [
      "1:1-10 A line that starts with % is a directive, and this is none that YAML 1.2 takes here.",
      "> Take the line out; a document needs none.",
    ],
  },
  {
    name: "an unknown directive",
    text: "%FOO\napiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: orders }\n",
    said: [
      "1:1-5 A line that starts with % is a directive, and this is none that YAML 1.2 takes here.",
      "> Take the line out; a document needs none.",
    ],
  },
  {
    name: "a web page",
    text: '<!DOCTYPE html>\n<html>\n<body class="x">\n  <p>404: Not found</p>\n',
    said: [
      "1:1-16 The file is a web page or XML, and no YAML.",
      "> Where it was downloaded, the server may have answered with a page that says what went wrong.",
    ],
  },
  {
    name: "no indentation behind |",
    text: `${HEAD}a: |0\n  x\n`,
    said: ["4:5-6 The number behind | or > says how far in the text is: 1 to 9.", "> Leave the number out."],
  },
  {
    name: "a tab below |",
    text: `${HEAD}a: |\n\tx\n`,
    said: [
      "5:1-2 This line is indented with a tab; YAML takes spaces only.",
      "> Replace each tab by two spaces, and set your editor to do so in YAML files.",
    ],
  },
  {
    name: "a comma too many",
    text: `${HEAD}workload: { run: a, , port: 1 }\n`,
    said: ["4:21-22 There is a comma too many: nothing stands before it.", "> Take one comma out."],
  },
  {
    name: "a comma that is missing",
    text: `${HEAD}workload: { run: a port: 1 }\n`,
    said: [
      '4:20-24 A comma is missing before "port", or the text that holds the colon needs quotes.',
      "> Write `, port:`.",
    ],
  },
  {
    name: "a comma that is missing at the end of a line",
    text: `${HEAD}workload: { run: a\n  port: 1 }\n`,
    said: [
      '5:3-7 A comma is missing before "port", or the text that holds the colon needs quotes.',
      "> Write `, port:`.",
    ],
  },
  {
    name: "a comma that is missing between texts",
    text: `${HEAD}build: { output: ["a" "b"] }\n`,
    said: ['4:23-26 A comma is missing before "b".', "> Write a comma between two entries."],
  },
  {
    name: "text behind a text in quotes",
    text: `${HEAD}workload:\n  run: "node" server.js\n`,
    said: [
      '5:13-14 The text in quotes ends at this ", and more follows: "server.js".',
      "> Put all of it in quotes, or none of it.",
    ],
  },
  {
    name: "TOML",
    text: '[service]\nname = "orders"\n',
    said: [
      "2:1-16 The document has ended before this line, which belongs to nothing.",
      "> A document is one mapping: lines with a key, a colon and a value.",
    ],
  },
  {
    name: "an equals sign",
    text: `${HEAD}workload:\n  run = x\n  port: 1\n`,
    said: ['5:3-10 "run = x" is no key with a value: it lacks a colon.', "> Write `run: x`."],
  },
  {
    name: "a no-break space",
    text: `${HEAD}workload:\n  run: x\n  port: 1\n`,
    said: ["5:6-7 Behind the colon is a no-break space, which looks like a space and is none.", "> Write `run: x`."],
  },
  {
    name: "text behind a brace",
    text: `${HEAD}workload:\n  run: {node} server.js\n`,
    said: [
      '5:13-14 What starts with { ends at this }, and more follows: "server.js".',
      "> Put all of it in quotes if it is a text, or take out what follows the }.",
    ],
  },
  {
    name: "text behind a bracket",
    text: `${HEAD}workload:\n  run: [ -f x ] && node\n`,
    said: [
      '5:15-16 What starts with [ ends at this ], and more follows: "&& node".',
      "> Put all of it in quotes if it is a text, or take out what follows the ].",
    ],
  },
  {
    name: "a tab in a file of Windows",
    text: "apiVersion: towpath.dev/v1\r\nkind: Service\r\nmetadata: { name: orders }\r\nworkload:\r\n\trun: x\r\n",
    said: [
      "5:1-2 This line is indented with a tab; YAML takes spaces only.",
      "> Replace each tab by two spaces, and set your editor to do so in YAML files.",
    ],
  },
  {
    name: "a mapping in braces without a colon",
    text: `${HEAD}workload:\n  route { host: "x", path: / }\n`,
    said: ['5:3-8 "route" is no key with a value: it lacks a colon.', "> Write `route: {`."],
  },
  {
    name: "a mapping in braces right behind its colon",
    text: `${HEAD}workload:\n  run: x\n  scale:{ min: 2, max: 3 }\n`,
    said: [
      "6:8-9 There is no space behind the colon, so this is one text and no key with a value.",
      "> Write `scale: { min: 2, max: 3 }`.",
    ],
  },
  {
    name: "a quote that ends at an apostrophe lines below",
    text: `${HEAD}workload:\n  run: 'node server.js\n    --quiet\n    --owner=it's-me\n`,
    said: [
      "5:8-9 and 7:15-16 The text in quotes that starts here ends only at the next ', lines further down.",
      "> Write a ' where it is meant to end.",
    ],
  },
  {
    name: "no colon in the first line",
    text: "apiVersion towpath.dev/v1\nkind: Service\n",
    said: [
      '1:1-26 "apiVersion towpath.dev/v1" is no key with a value: it lacks a colon.',
      "> Write `apiVersion: towpath.dev/v1`.",
    ],
  },
  {
    name: "a space before the first line",
    text: " apiVersion: towpath.dev/v1\nkind: Service\n",
    said: [
      "2:1-2 and 1:2-28 This line is indented by none; the lines that it could belong to are indented by 1.",
      "> Indent it as the keys or items that it stands beside.",
    ],
  },
];
