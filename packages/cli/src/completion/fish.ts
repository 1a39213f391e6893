import { type CompletedCommand, type CompletedOption, firstWords, type Offer } from "./completion-table.ts";
import { fishQuoted } from "./shell-quote.ts";

/** A completion for fish 3 and newer; see https://fishshell.com/docs/current/completions.html. */
export function fishScript(table: readonly CompletedCommand[]): string {
  const firsts = firstWords(table);
  const seconds = firsts.flatMap(({ word, second }) => second.map((one) => ({ first: word, ...one })));
  return `# Completion of towpath for fish. Keep it as ~/.config/fish/completions/towpath.fish

# Whether the words behind towpath begin so, with as many of them or with more.
function __towpath_at
    set -l words (commandline -opc)
    set -e words[1]
    set -l wanted $argv[2..-1]
    set -l many (count $wanted)
    test (count $words) -ge $many; or return 1
    if test $argv[1] = only
        test (count $words) -eq $many; or return 1
    end
    test $many -eq 0; or test "$words[1..$many]" = "$wanted"
end

# The names of a manifest and its platform; of those that are named on the line.
function __towpath_names
    set -l words (commandline -opc)
    set -l which
    for index in (seq 2 (count $words))
        set -l next (math $index + 1)
        switch $words[$index]
            case -f --file
                set which $which --file $words[$next]
            case -p --platform
                set which $which --platform $words[$next]
        end
    end
    for name in (command $words[1] completion $argv[1] $which 2>/dev/null)
        test -n "$name"; and echo $argv[2]$name
    end
end

complete -c towpath -f
${firsts.map(({ word, summary }) => `complete -c towpath -n '__towpath_at only' -a ${word} -d ${fishQuoted(summary)}`).join("\n")}
complete -c towpath -n '__towpath_at only' -s V -l version -d 'print the version'
complete -c towpath -n '__towpath_at only' -s h -l help -d 'print help'
${seconds.map(({ first, word, summary }) => `complete -c towpath -n '__towpath_at only ${first}' -a ${word} -d ${fishQuoted(summary)}`).join("\n")}
${table.flatMap(commandLines).join("\n")}
`;
}

function commandLines({ words, options, argument }: CompletedCommand): readonly string[] {
  const start = `complete -c towpath -n '__towpath_at in ${words.join(" ")}'`;
  return [
    ...options.map((option) => `${start} ${optionWords(option)}`),
    ...(argument ? [`${start} ${offered(argument, false)}`] : []),
  ];
}

function optionWords({ names, description, takesValue, offer }: CompletedOption): string {
  const flags = names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const value = takesValue ? (offer ? offered(offer, true) : "-x") : "";
  return [...flags, value, `-d ${fishQuoted(description)}`].filter(Boolean).join(" ");
}

function offered(offer: Offer, isValue: boolean): string {
  switch (offer.kind) {
    case "files":
      return isValue ? "-r -F" : "-F";
    case "words":
      return `${isValue ? "-x " : ""}-a ${fishQuoted(offer.words.join(" "))}`;
    case "names":
      return `${isValue ? "-x " : ""}-a ${fishQuoted(`(__towpath_names ${offer.of} ${fishQuoted(offer.prefix)})`)}`;
  }
}
