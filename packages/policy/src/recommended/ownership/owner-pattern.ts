/**
 * Whether a pattern of a CODEOWNERS file covers a path. As GitHub reads it: a slash at the beginning or within ties it to the
 * root, one at the end means a folder, `*` stays within a folder and `**` does not; a folder covers all below it, but
 * `docs/*` only what is in it.
 * https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function coversPath(pattern: string, path: string): boolean {
  const written = pattern.replaceAll("\\ ", " ");
  const isFolder = written.endsWith("/");
  const parts = written.split("/").filter((part) => part !== "");
  const isTied = written.slice(0, -1).includes("/");
  const [last = ""] = parts.slice(-1);
  const isOpenEnded = isFolder || last !== "*";
  const wanted = isTied ? parts : ["**", ...parts];
  return matches(wanted, path.split("/"), isOpenEnded, isFolder);
}

/** Part by part; what was tried before is not tried again, so that no pattern takes long. */
function matches(
  pattern: readonly string[],
  path: readonly string[],
  isOpenEnded: boolean,
  isFolder: boolean,
): boolean {
  const failed = new Set<number>();
  const from = (at: number, to: number): boolean => {
    const key = at * (path.length + 1) + to;
    if (failed.has(key)) return false;
    const part = pattern[at];
    const isMatch =
      part === undefined
        ? to === path.length
          ? !isFolder || pattern.at(-1) === "**"
          : isOpenEnded
        : part === "**"
          ? from(at + 1, to) || (to < path.length && from(at, to + 1))
          : to < path.length && isLike(part, path[to] ?? "") && from(at + 1, to + 1);
    if (!isMatch) failed.add(key);
    return isMatch;
  };
  return from(0, 0);
}

/** Whether a name is like a pattern with `*` and `?`. Goes back to the last star only, so it takes no long time. */
function isLike(pattern: string, name: string): boolean {
  let [at, to, star, tried] = [0, 0, -1, 0];
  while (to < name.length) {
    const sign = pattern[at];
    if (sign === "*") {
      star = at;
      tried = to;
      at += 1;
    } else if (sign !== undefined && (sign === "?" || sign === name[to])) {
      at += 1;
      to += 1;
    } else if (star !== -1) {
      at = star + 1;
      tried += 1;
      to = tried;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}
