export { type ApprovalRequest, approversOf } from "./approvers.ts";
export { publishCheck } from "./publish-check.ts";
export type { Published, PublishRequest } from "./publish-request.ts";
