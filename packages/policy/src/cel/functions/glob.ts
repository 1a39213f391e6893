/**
 * The pattern of RE2 that fits what a glob is about: all of a text, where `*` is anything but `/`, `**` is anything, `?` is
 * one character but `/`, and all else stands for itself.
 */
export function globPattern(glob: string): string {
  const parts = glob.match(/\*\*|[\s\S]/gu) ?? [];
  const written = parts.map((part) => {
    if (part === "**") return "[\\s\\S]*";
    if (part === "*") return "[^/]*";
    return part === "?" ? "[^/]" : part.replace(/[\\.+^$|(){}[\]]/g, "\\$&");
  });
  return `^${written.join("")}$`;
}
