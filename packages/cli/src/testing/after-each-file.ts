import { afterAll } from "vitest";
import { removeFolders } from "./run-towpath.ts";

afterAll(removeFolders);
