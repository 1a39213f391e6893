import { type CompletedCommand, firstWords, type Offer } from "./completion-table.ts";
import { quoted } from "./shell-quote.ts";

/**
 * A completion for bash 3.2 and newer, without the package bash-completion; see
 * https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html.
 */
export function bashScript(table: readonly CompletedCommand[]): string {
  const firsts = firstWords(table);
  const groups = firsts.filter(({ second }) => second.length > 0);
  return `# Completion of towpath for bash. Load it with: source <(towpath completion bash)

# What is offered for a command and the option before the word: words, files, or names to ask for.
__towpath_offer() {
  case "$1" in
${table.flatMap(offerCases).join("\n")}
  esac
}

__towpath_options() {
  case "$1" in
${table.map(({ words, options }) => `    ${quoted(words.join(" "))}) echo ${quoted(options.flatMap(({ names }) => names).join(" "))} ;;`).join("\n")}
  esac
}

# The names of a manifest and its platform; of those that are named on the line.
__towpath_names() {
  local program=$1 what=$2 index
  shift 2
  local -a which
  which=()
  for ((index = 1; index < $#; index += 1)); do
    case "\${!index}" in
      -f|--file) index=$((index + 1)); which+=(--file "\${!index}") ;;
      -p|--platform) index=$((index + 1)); which+=(--platform "\${!index}") ;;
    esac
  done
  "$program" completion "$what" \${which[@]+"\${which[@]}"} 2>/dev/null
}

_towpath() {
  local line=\${COMP_LINE:0:COMP_POINT} before="" command="" current previous offer prefix="" word
  local -a typed
  COMPREPLY=()
  # The shell cuts words at ":" and "=" as well; what was typed is cut at spaces only.
  IFS=$' \\t\\n' read -r -a typed <<< "$line"
  case "$line" in *[[:space:]]) typed+=("") ;; esac
  current=\${typed[\${#typed[@]}-1]}
  previous=\${typed[\${#typed[@]}-2]}

  if [ "\${#typed[@]}" -le 2 ]; then
    __towpath_reply "$current" "" ${quoted(firsts.map(({ word }) => word).join(" "))}' --help --version'
    return
  fi
  command=\${typed[1]}
  case "$command" in
${groups
  .map(
    ({ word, second }) => `    ${word})
      if [ "\${#typed[@]}" -le 3 ]; then
        __towpath_reply "$current" "" ${quoted(second.map((one) => one.word).join(" "))}
        return
      fi
      command="$command \${typed[2]}"
      ;;`,
  )
  .join("\n")}
  esac

  case "$current" in
    --*=*) previous=\${current%%=*} before="$previous=" current=\${current#*=} ;;
  esac
  offer=$(__towpath_offer "$command:$previous")
  if [ -z "$offer" ]; then
    case "$current" in
      -*) __towpath_reply "$current" "" "$(__towpath_options "$command")"; return ;;
    esac
    offer=$(__towpath_offer "$command:")
  fi
  case "$offer" in
    files)
      compopt -o filenames 2>/dev/null
      while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
      ;;
    names\\ *)
      prefix=\${offer#names * }
      offer=\${offer#names }
      __towpath_reply "$current" "$prefix" "$(__towpath_names "\${typed[0]}" "\${offer%% *}" "\${typed[@]}")" "$before"
      ;;
    words\\ *) __towpath_reply "$current" "" "\${offer#words }" "$before" ;;
  esac
}

# Offers those of some words that begin as the present one. None of them is read by the shell again: they stand in documents.
__towpath_reply() {
  local current=$1 prefix=$2 cut word
  local -a all
  IFS=$' \\t\\n' read -r -d '' -a all <<< "$3"
  # What stands before the last ":" or "=" is on the line already.
  cut=$4$current
  case "$COMP_WORDBREAKS" in
    *:*) case "$cut" in *[:=]*) cut=\${cut%"\${cut##*[:=]}"} ;; *) cut="" ;; esac ;;
    *) case "$cut" in *=*) cut=\${cut%"\${cut##*=}"} ;; *) cut="" ;; esac ;;
  esac
  for word in "\${all[@]}"; do
    word=$prefix$word
    case "$word" in "$current"*) word=$4$word; COMPREPLY+=("\${word#"$cut"}") ;; esac
  done
}

complete -F _towpath towpath
`;
}

function offerCases({ words, options, argument }: CompletedCommand): readonly string[] {
  const command = words.join(" ");
  const cases = options.flatMap(({ names, takesValue, offer }) =>
    takesValue
      ? [`    ${names.map((name) => quoted(`${command}:${name}`)).join("|")}) echo ${quoted(written(offer))} ;;`]
      : [],
  );
  return argument ? [...cases, `    ${quoted(`${command}:`)}) echo ${quoted(written(argument))} ;;`] : cases;
}

function written(offer: Offer | undefined): string {
  switch (offer?.kind) {
    case undefined:
      return "nothing";
    case "files":
      return "files";
    case "words":
      return `words ${offer.words.join(" ")}`;
    case "names":
      return `names ${offer.of} ${offer.prefix}`;
  }
}
