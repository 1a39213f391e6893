import { LocalEngineError } from "../errors.ts";
import { chooseProgram, findServerPrograms, type SearchContext, type ServerProgram } from "./find-server-program.ts";
import { installLine, thisSystem } from "./install-line.ts";
import { PRODUCTS, type ServerKind, type ServerProduct } from "./server-product.ts";

/**
 * The program that serves a resource of this kind here.
 *
 * @param product which it has to be, where data of one is there already; else which it should be
 * @throws {LocalEngineError} `engine-local/program-missing` with the line that installs one
 */
export async function requireProgram(
  kind: ServerKind,
  product: { readonly must?: ServerProduct | undefined; readonly should?: ServerProduct | undefined },
  context: SearchContext,
): Promise<ServerProgram> {
  const programs = await findServerPrograms(kind, context);
  const program = chooseProgram(programs, product.must ?? product.should);
  if (program && (product.must === undefined || program.product === product.must)) return program;
  const wanted = product.must
    ? PRODUCTS[product.must].title
    : kind === "mysql"
      ? "MariaDB or MySQL"
      : "Redis or Valkey";
  throw new LocalEngineError({
    code: "engine-local/program-missing",
    kind: "fault",
    message: `This machine has no ${wanted} that the local engine can run${product.must ? ", and its data is here" : ""}.`,
    hint: installLine([kind], thisSystem()),
  });
}
