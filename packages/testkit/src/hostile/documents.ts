/** A YAML file that somebody could commit, and what it tries. */
export interface HostileDocument {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** False where YAML 1.2 itself forbids it; true where it is well formed and merely unkind. */
  readonly isYaml: boolean;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** References that multiply at each level: `width ** levels` nodes from a few hundred bytes ("billion laughs"). */
export function aliasBomb(levels = 9, width = 10): Uint8Array {
  const lines = [`a0: &a0 [${Array(width).fill('"owned"').join(", ")}]`];
  for (let level = 1; level < levels; level += 1) {
    lines.push(
      `a${level}: &a${level} [${Array(width)
        .fill(`*a${level - 1}`)
        .join(", ")}]`,
    );
  }
  return encode(`${lines.join("\n")}\n`);
}

/** One anchor, and `count` references to it. */
export function manyAliases(count = 100_000): Uint8Array {
  return encode(`a: &a {b: 1}\nlist:\n${"  - *a\n".repeat(count)}`);
}

/** An alias to the mapping that it stands in. */
export function circularAlias(): Uint8Array {
  return encode("a: &a\n  b: *a\n");
}

/** Sequences within each other, on one line: what recursion runs out of stack at. */
export function deepNesting(depth = 100_000): Uint8Array {
  return encode(`a: ${"[".repeat(depth)}${"]".repeat(depth)}\n`);
}

/** Mappings within each other, each indented by one more space. The size grows with the square of the depth. */
export function deepMapping(depth = 2_000): Uint8Array {
  return encode(Array.from({ length: depth }, (_, level) => `${" ".repeat(level)}a:\n`).join(""));
}

/** One plain text of so many bytes, on one line. */
export function hugeScalar(bytes = 1_048_576): Uint8Array {
  return encode(`a: ${"x".repeat(bytes)}\n`);
}

/** Keys by the thousand, each another. */
export function manyKeys(count = 100_000): Uint8Array {
  return encode(Array.from({ length: count }, (_, index) => `k${index}: 1\n`).join(""));
}

/** A well-formed text as an editor on another system would write it. */
export function withByteOrderMark(text: string): Uint8Array {
  return encode(`\ufeff${text}`);
}

/** A well-formed text with the line ends of another system. */
export function withCarriageReturns(text: string): Uint8Array {
  return encode(text.replace(/\r?\n/g, "\r\n"));
}

/** One of each kind, of ordinary size, to be put where a document is expected. */
export function hostileDocuments(): readonly HostileDocument[] {
  return [
    { name: "alias bomb", bytes: aliasBomb(), isYaml: true },
    { name: "100,000 aliases", bytes: manyAliases(), isYaml: true },
    { name: "alias to its own mapping", bytes: circularAlias(), isYaml: true },
    { name: "alias to nothing", bytes: encode("a: *b\n"), isYaml: false },
    { name: "deep nesting", bytes: deepNesting(), isYaml: true },
    { name: "deep mapping", bytes: deepMapping(), isYaml: true },
    { name: "megabyte scalar", bytes: hugeScalar(), isYaml: true },
    { name: "100,000 keys", bytes: manyKeys(), isYaml: true },
    { name: "bytes that are no UTF-8", bytes: Uint8Array.of(0x61, 0x3a, 0x20, 0xc3, 0x28, 0xff, 0x0a), isYaml: false },
    { name: "overlong UTF-8", bytes: Uint8Array.of(0x61, 0x3a, 0x20, 0xc0, 0xaf, 0x0a), isYaml: false },
    { name: "UTF-16", bytes: Uint8Array.from(Buffer.from("\ufeffa: 1\n", "utf16le")), isYaml: true },
    { name: "byte order mark", bytes: withByteOrderMark("a: 1\n"), isYaml: true },
    { name: "carriage returns", bytes: withCarriageReturns("a: 1\nb:\n  c: 2\n"), isYaml: true },
    { name: "NUL", bytes: encode("a: b\u0000c\n"), isYaml: false },
    { name: "escape character", bytes: encode("a: \u001b[31mowned\n"), isYaml: false },
    { name: "duplicate keys", bytes: encode("a: 1\nb: 2\na: 3\n"), isYaml: false },
    { name: "duplicate keys of unlike spelling", bytes: encode("a: 1\n\"\\x61\": 2\n'a': 3\n"), isYaml: false },
    { name: "tabs as indentation", bytes: encode("a:\n\tb: 1\n"), isYaml: false },
    {
      name: "prototype as a key",
      bytes: encode("__proto__: {owned: true}\nconstructor: {prototype: {}}\n"),
      isYaml: true,
    },
    { name: "prototype as a merge", bytes: encode("a: &a {__proto__: {owned: true}}\nb:\n  <<: *a\n"), isYaml: true },
    { name: "tag that runs code", bytes: encode('a: !!js/function "function () { owned }"\n'), isYaml: true },
    { name: "tag of Python", bytes: encode('a: !!python/object/apply:os.system ["owned"]\n'), isYaml: true },
    { name: "two documents", bytes: encode("a: 1\n---\na: 2\n"), isYaml: true },
    { name: "directive of another version", bytes: encode("%YAML 3.0\n---\na: 1\n"), isYaml: true },
    { name: "mapping as a key", bytes: encode("? {a: 1}\n: b\n"), isYaml: true },
    { name: "never closed", bytes: encode('a: {b: [1, 2, "c\n'), isYaml: false },
    { name: "nothing", bytes: new Uint8Array(), isYaml: true },
    { name: "only a comment", bytes: encode("# a: 1\n"), isYaml: true },
    { name: "a text", bytes: encode("owned\n"), isYaml: true },
    { name: "a list", bytes: encode("- owned\n"), isYaml: true },
    { name: "null", bytes: encode("~\n"), isYaml: true },
  ];
}
