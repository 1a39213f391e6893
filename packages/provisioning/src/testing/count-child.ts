import { Conflict } from "../errors.ts";
import { fileStore } from "../store/file-store.ts";

// Adds one to a number in the store, as often as asked; every conflict is tried again.
const [folder = "", times = "0"] = process.argv.slice(2);
const store = fileStore(folder);
for (let done = 0; done < Number(times); ) {
  const found = await store.read("race/counter");
  const number = found ? Number(Buffer.from(found.bytes).toString()) : 0;
  try {
    await store.write("race/counter", Buffer.from(String(number + 1)), found?.version ?? "absent");
    done += 1;
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
  }
}
