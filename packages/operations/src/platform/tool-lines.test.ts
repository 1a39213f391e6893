import { expect, test } from "vitest";
import { toolLines } from "./tool-lines.ts";

test("no password of an address, the lines that say why, else the last ones", () => {
  const output =
    "one\nfatal: unable to access 'https://anna:s3cret@host/p.git/?token=s3cret': no? yes\r\nfatal: two\n\n";
  expect(toolLines(output, (line) => line.startsWith("fatal:"))).toEqual([
    "fatal: unable to access 'https://host/p.git/': no? yes",
    "fatal: two",
  ]);
  expect(toolLines("a\nb\nc\nd\ne\nf\ng\nh\n", () => false)).toEqual(["c", "d", "e", "f", "g", "h"]);
});
