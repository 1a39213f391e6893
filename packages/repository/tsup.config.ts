import { defineConfig } from "tsup";

/** How every package is built: one ESM file for each entry, dependencies left outside. Declarations come from `tsc`. */
export default defineConfig({
  entry: ["src/index.ts"],
  format: "esm",
  target: "node22",
  platform: "node",
  sourcemap: true,
  clean: true,
  dts: false,
});
