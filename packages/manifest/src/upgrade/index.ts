// Bringing documents of older versions up to date

export { namedFiles } from "./named-files.ts";
export { CURRENT_API_VERSION, UPGRADES, type Upgrade } from "./upgrade.ts";
export { type Upgradable, type UpgradedDocument, upgradeDocument } from "./upgrade-document.ts";
