import { type CompletedCommand, type CompletedOption, firstWords, type Offer } from "./completion-table.ts";
import { quoted } from "./shell-quote.ts";

/** A completion for zsh; see https://zsh.sourceforge.io/Doc/Release/Completion-System.html. */
export function zshScript(table: readonly CompletedCommand[]): string {
  const firsts = firstWords(table);
  const groups = firsts.filter(({ second }) => second.length > 0);
  return `#compdef towpath
# Completion of towpath for zsh. Put it as _towpath into a folder of fpath, or load it with: source <(towpath completion zsh)

# The names of a manifest and its platform; of those that are named on the line.
__towpath_names() {
  local what=$1 prefix=$2 index
  local -a which names
  for ((index = 2; index < \${#__towpath_line}; index += 1)); do
    case \${__towpath_line[index]} in
      -f|--file) which+=(--file "\${(Q)__towpath_line[index+1]}") ;;
      -p|--platform) which+=(--platform "\${(Q)__towpath_line[index+1]}") ;;
    esac
  done
  names=("\${(@f)$(_call_program names \${(q)__towpath_line[1]} completion $what \${(q)which} 2>/dev/null)}")
  names=(\${names:#})
  (( \${#names} )) && compadd -- $prefix\${^names}
}

_towpath() {
  local curcontext="$curcontext" command
  local -a commands __towpath_line
  __towpath_line=("\${words[@]}")
  if (( CURRENT == 2 )); then
    commands=(
${firsts.map(({ word, summary }) => `      ${quoted(described(word, summary))}`).join("\n")}
    )
    _describe -t commands 'command' commands
    return
  fi
  command=$words[2]
  case $command in
${groups
  .map(
    ({ word, second }) => `    ${word})
      if (( CURRENT == 3 )); then
        commands=(${second.map((one) => quoted(described(one.word, one.summary))).join(" ")})
        _describe -t commands 'command' commands
        return
      fi
      command="$command $words[3]"
      shift words
      (( CURRENT -= 1 ))
      ;;`,
  )
  .join("\n")}
  esac
  # What _arguments sees is the command and all behind it.
  shift words
  (( CURRENT -= 1 ))
  case $command in
${table
  .map(
    ({ words, options, argument }) => `    ${quoted(words.join(" "))})
      _arguments -s \\
${[...options.map(optionSpec), ...(argument ? [quoted(`*::what:${action(argument)}`.replace("*::", "*:"))] : [])].map((spec) => `        ${spec}`).join(" \\\n")}
      ;;`,
  )
  .join("\n")}
  esac
}

if [ "$funcstack[1]" = "_towpath" ]; then
  _towpath "$@"
else
  compdef _towpath towpath
fi
`;
}

function optionSpec({ names, description, takesValue, offer }: CompletedOption): string {
  const about = `[${description.replaceAll(/[[\]\\]/g, "\\$&").replaceAll(":", "\\:")}]`;
  const value = takesValue ? `:value:${offer ? action(offer) : " "}` : "";
  const [first = "", ...others] = names;
  if (others.length === 0) return quoted(`*${first}${takesValue ? "=" : ""}${about}${value}`);
  // A short option is followed by its value, a long one may be joined to it by =.
  const forms = names.map((name) => `${name}${takesValue ? (name.startsWith("--") ? "=" : "+") : ""}`);
  return `'*'{${forms.join(",")}}${quoted(`${about}${value}`)}`;
}

function action(offer: Offer): string {
  switch (offer.kind) {
    case "files":
      return "_files";
    case "words":
      return `(${offer.words.join(" ")})`;
    case "names":
      // The leading space keeps _arguments from adding options to the call.
      return ` __towpath_names ${offer.of} "${offer.prefix.replaceAll(":", "\\:")}"`;
  }
}

function described(word: string, summary: string): string {
  return `${word}:${summary}`;
}
