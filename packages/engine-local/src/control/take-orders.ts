import type { Server } from "node:http";
import { writeReport } from "./control-report.ts";
import { listen } from "./listen.ts";

/**
 * Begins to take orders, and reports on which port. Where that fails the report says why, and the process ends.
 *
 * @param first what has to work before anybody hears that it does
 */
export async function takeOrders(control: Server, reportFile: string, first?: () => Promise<unknown>): Promise<void> {
  try {
    await first?.();
    writeReport(reportFile, { controlPort: await listen(control, 0) });
  } catch (error) {
    writeReport(reportFile, { error: error instanceof Error && "code" in error ? String(error.code) : String(error) });
    process.exit(1);
  }
}
