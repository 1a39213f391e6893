// Errors

export { TerraformError, type TerraformErrorCode } from "./errors.ts";
