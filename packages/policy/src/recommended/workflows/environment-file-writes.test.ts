import { describe, expect, test } from "vitest";
import { environmentFileWrites } from "./environment-file-writes.ts";

/** What a script writes and is not literal, in a few words. */
function found(script: string, shell: string | undefined = "bash") {
  return environmentFileWrites(script, shell).map(({ file, variables, isMade }) =>
    [file, ...variables, ...(isMade ? ["made"] : [])].join(" "),
  );
}

describe("in bash", () => {
  test.each([
    ['echo "A=b" >> "$GITHUB_ENV"', "GITHUB_ENV"],
    ["echo A=b >>$GITHUB_ENV", "GITHUB_ENV"],
    ["printf 'A=b\\n' >> ${GITHUB_ENV}", "GITHUB_ENV"],
    ['echo "$HOME/bin" >> "$GITHUB_PATH"', "GITHUB_PATH"],
    ["echo 'A=$NOT' >> $GITHUB_ENV", "GITHUB_ENV"],
    ['echo "A=$TITLE" >> $GITHUB_ENV', "GITHUB_ENV TITLE"],
    ['echo "A=${TITLE%x} $OTHER" | tee -a "$GITHUB_ENV"', "GITHUB_ENV TITLE OTHER"],
    ["echo A=$(whoami) >> $GITHUB_ENV", "GITHUB_ENV made"],
    ["echo `date` >> $GITHUB_PATH", "GITHUB_PATH made"],
    ["cat file >> $GITHUB_ENV", "GITHUB_ENV made"],
    ["npm ci && echo A=b >> $GITHUB_ENV", "GITHUB_ENV"],
    ["echo $A; echo A=b >> $GITHUB_ENV", "GITHUB_ENV"],
    ['echo "A=b" \\\n  "C=$D" >> $GITHUB_ENV', "GITHUB_ENV D"],
    ["cat >> $GITHUB_ENV <<EOF\nA=$B\nEOF\necho $C", "GITHUB_ENV B"],
    ["cat <<EOF >> $GITHUB_ENV\nA=b\nEOF", "GITHUB_ENV"],
    ['{\n  echo "A=b"\n  echo "C=$D"\n} >> "$GITHUB_ENV"', "GITHUB_ENV D"],
    ["for x in a b; do\n  echo $x\ndone >> $GITHUB_ENV", "GITHUB_ENV x"],
    ['echo "A<<EOF" >> $GITHUB_ENV\ncat x\necho EOF', "GITHUB_ENV"],
    ['{\n  echo "A<<EOF"\n  curl example.org\n  echo EOF\n} >> $GITHUB_ENV', "GITHUB_ENV made"],
    ["cat <<'EOF' >> $GITHUB_ENV\nA=$B\nEOF", "GITHUB_ENV"],
    ["cat >> $GITHUB_ENV <<EOF\nA=$B", "GITHUB_ENV B"],
    ["cp file $GITHUB_ENV", "GITHUB_ENV made"],
    ['cat <<< "$A" >> $GITHUB_ENV', "GITHUB_ENV A"],
    ["echo $GITHUB_HEAD_REF >> $GITHUB_ENV", "GITHUB_ENV GITHUB_HEAD_REF"],
  ])("%s", (script, expected) => {
    expect(found(script)).toEqual([expected]);
  });

  test.each([
    "echo A=$B >> $GITHUB_OUTPUT",
    "# echo $A >> $GITHUB_ENV",
    "cat $GITHUB_ENV",
    "echo $GITHUB_ENV_FILE",
    "make",
  ])("nothing is written by %s", (script) => {
    expect(found(script)).toEqual([]);
  });
});

test.each([
  ["pwsh", '"A=$env:TITLE" >> $env:GITHUB_ENV', "GITHUB_ENV env:TITLE"],
  ["pwsh", '"A=b" | Out-File -FilePath $env:GITHUB_ENV -Append', "GITHUB_ENV"],
  ["powershell", 'Add-Content -Path $env:GITHUB_PATH -Value "$dir"', "GITHUB_PATH dir"],
  ["pwsh", '[IO.File]::AppendAllText($env:GITHUB_ENV, "A=$b")', "GITHUB_ENV b made"],
  ["cmd", "echo A=%TITLE% >> %GITHUB_ENV%", "GITHUB_ENV TITLE"],
  ["cmd", "echo A=b>>%GITHUB_ENV%", "GITHUB_ENV"],
  ["/bin/bash", "echo $A >> $GITHUB_ENV", "GITHUB_ENV A"],
  ["bash -e {0}", "echo $A >> $GITHUB_ENV", "GITHUB_ENV A"],
])("in %s: %s", (shell, script, expected) => {
  expect(found(script, shell)).toEqual([expected]);
});

test("where nobody says which shell it is, it is taken for bash; other languages are not read", () => {
  expect(found("echo $A >> $GITHUB_ENV", undefined)).toEqual(["GITHUB_ENV A"]);
  expect(found("print('$A >> $GITHUB_ENV')", "python")).toEqual([]);
});

test("a write stands where it is written, with all of its lines", () => {
  const script = 'make\n  echo "A=b" \\\n    "$C" >> $GITHUB_ENV\necho done\n';
  const [write] = environmentFileWrites(script, "bash");
  expect(script.slice(write?.start, write?.end)).toBe('echo "A=b" \\\n    "$C" >> $GITHUB_ENV');
});

test("a long script takes no time to speak of", () => {
  for (const line of [
    "} >> $GITHUB_ENV\n",
    "cat <<A >> $GITHUB_ENV\n",
    "Out-File ",
    "echo \\\n",
    "<<A <<B ; && || ( do\n",
  ]) {
    const script = line.repeat(Math.floor(300_000 / line.length));
    const started = performance.now();
    for (const shell of ["bash", "pwsh", "cmd"]) environmentFileWrites(`${script}$GITHUB_ENV`, shell);
    expect(performance.now() - started).toBeLessThan(5_000);
  }
});
