import { existsSync } from "node:fs";

/** The programs that are fetched are built for these; the loader is what the kernel starts them with. */
const PLATFORMS: Readonly<Record<string, { readonly loader?: string }>> = {
  "linux-x64": { loader: "/lib64/ld-linux-x86-64.so.2" },
  "linux-arm64": { loader: "/lib/ld-linux-aarch64.so.1" },
  "darwin-x64": {},
  "darwin-arm64": {},
};

/** Why servers cannot run on this machine, or undefined where they can. */
export function whyPlatformUnsupported(
  platform: string = process.platform,
  architecture: string = process.arch,
  exists: (path: string) => boolean = existsSync,
): { readonly message: string; readonly hint: string } | undefined {
  const known = PLATFORMS[`${platform}-${architecture}`];
  const name = platform === "win32" ? "Windows" : `${platform} on ${architecture}`;
  if (!known) {
    return {
      message: `The local engine runs its servers on Linux and macOS (x64 and arm64), not on ${name}.`,
      hint:
        platform === "win32"
          ? "Run Towpath in WSL, or place the environment on another engine. The offline commands work here."
          : "Place the environment on another engine. The offline commands work here.",
    };
  }
  if (known.loader && !exists(known.loader)) {
    return {
      message: `The local engine's servers need the GNU C library, and this machine has none (${known.loader} is not there).`,
      hint: "Use a distribution or an image with glibc, such as Debian, Ubuntu or Fedora, in place of Alpine.",
    };
  }
  return undefined;
}
