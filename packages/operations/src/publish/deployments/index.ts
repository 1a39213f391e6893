export { type DeploymentsRequest, publishDeployments } from "./publish-deployments.ts";
export { type DeploymentsOfRequest, publishDeploymentsOf } from "./publish-deployments-of.ts";
