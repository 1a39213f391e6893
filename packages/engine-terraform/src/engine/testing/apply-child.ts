import { errorMessage } from "@towpath/core";
import { setUp } from "./set-up.ts";

// Applies a manifest in a folder that was set up, in a process that can be killed. The provider comes by the environment.
const [folder = "", manifest = ""] = process.argv.slice(2);
const attach = process.env["TF_REATTACH_PROVIDERS"];
const setup = await setUp({ folder, variables: attach === undefined ? {} : { TF_REATTACH_PROVIDERS: attach } });
try {
  const { outcome } = await setup.apply(setup.graph(manifest), { consent: { allowed: ["data-loss:resources.db"] } });
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
} catch (error) {
  process.stdout.write(`${errorMessage(error)}\n`);
}
