import { expect, test } from "vitest";
import { withActionTables } from "./action-tables.ts";

const metadata = {
  name: "Test",
  description: "A test.",
  inputs: new Map([
    ["a", { description: "One | two\nlines.", isRequired: false, default: "x" }],
    ["b", { description: "B.", isRequired: true, default: undefined }],
  ]),
  outputs: new Map([["c", "C."]]),
  using: "node24",
  main: "dist/main.js",
};

test("tables replace what stands between the comments, again and again", () => {
  const readme = "# T\n<!-- inputs -->\nold\n<!-- /inputs -->\n<!-- outputs --><!-- /outputs -->\nend\n";
  const once = withActionTables(readme, metadata);
  expect(once).toBe(`# T
<!-- inputs -->
| input | what it is        | default  |
| ----- | ----------------- | -------- |
| \`a\`   | One \\| two lines. | \`x\`      |
| \`b\`   | B.                | required |
<!-- /inputs -->
<!-- outputs -->
| output | what it is |
| ------ | ---------- |
| \`c\`    | C.         |
<!-- /outputs -->
end
`);
  expect(withActionTables(once, metadata)).toBe(once);
});

test("a README without the comments is refused", () => {
  expect(() => withActionTables("# T\n", metadata)).toThrow("<!-- inputs -->");
});
