/** What a rule may be called: `group/name`. */
export const RULE_ID = /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/;
