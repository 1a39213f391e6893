// Schemas as editors are given them

export { editorSchema } from "../generated/editor-schemas.ts";
export { platformSchema } from "./platform-schema.ts";
export { publishedSchema } from "./published-schema.ts";
