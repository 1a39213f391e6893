// Written by `npm run generate` from schemas/ and starter/. Do not edit.
import { validator } from "../schema/validator.ts";
import { schemaDocument } from "./schemas.ts";

export const validateService = validator("service.json", schemaDocument);
export const validatePlatform = validator("platform.json", schemaDocument);
export const validateResourceType = validator("resource-type.json", schemaDocument);
export const validateWorkload = validator("service.json#/$defs/workload", schemaDocument);
