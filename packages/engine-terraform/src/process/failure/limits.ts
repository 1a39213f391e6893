import { bounded, type FailureRule, forSubject, providerOf, saidIn } from "./rule.ts";

/** Too much was asked in too short a time, or it is busy with something else: later it goes. */
export const throttled: FailureRule = {
  code: "engine-terraform/throttled",
  rank: 40,
  unless: [/[Qq]uota limit '[^']*' has been exceeded/, /\b(?:per day|Create requests per day)\b/],
  signs: [
    /\bToo ?Many ?Requests\b|unexpected status 429|StatusCode[=:] ?429|RESPONSE 429|Requests?Throttled\b|RetryableError: A retryable error/i,
    /\b(?:Throttling(?:Exception)?|ThrottledException|RequestLimitExceeded|RequestThrottled|SlowDown|PriorRequestNotComplete|BandwidthLimitExceeded|ProvisionedThroughputExceeded\w*)\b|Rate exceeded/,
    /\brateLimitExceeded\b|\bRATE_LIMIT_EXCEEDED\b|[Rr]equests? per (?:user per )?(?:minute|second|\d+ seconds)/,
    /\b(?:AnotherOperationInProgress|OperationInProgress|ServerBusy|ServerIsBusy|OperationNotAllowedOnServer|ConcurrentUpdateError)\b|is (?:busy|in progress) with another operation/,
  ],
  say: (found) => {
    const after = /(?:try again|retry) (?:after|in) '?(\d+)'? ?s(?:econds)?/i.exec(found.text)?.[1];
    return {
      message: `${providerOf(found)} takes no more requests at the moment${forSubject(found)}: ${saidIn(found)}.`,
      hint: `Run the command again ${after ? `in ${after} seconds` : "in some minutes"}: it goes on from where it stopped. If it happens often, other pipelines use the same account at the same time.`,
    };
  },
};

/** The account's share is used up. */
export const quotaUsedUp: FailureRule = {
  code: "engine-terraform/quota",
  rank: 30,
  signs: [
    /\b\w*QuotaExceeded\w*\b|\bQUOTA_EXCEEDED\b|exceeding (?:approved|quota)|SubscriptionOverQuota|\w+CountLimitReached|MaxStorageAccountsCountPerSubscriptionExceeded|\bPublicIPCountLimitReached\b/i,
    /\b(?!Request|Bandwidth)\w*LimitExceeded(?:Exception|Fault)?\b|\bServiceQuotaExceededException\b|\bTooMany(?:Buckets|DBInstances|Keys|Addresses)\w*\b|maximum number of [\w ]+ has been reached/,
    /Quota '[^']+' exceeded|Quota limit '[^']+' has been exceeded|Insufficient (?:regional )?quota|quota exceeded/i,
    /(?:reached|exceeded|exceeds) (?:the |your |its )?(?:maximum |current )?[\w ]{0,40}(?:quota|limit)\b.{0,40}(?:subscription|account|region|project)/i,
  ],
  say: (found) => ({
    message: `The quota of the account is used up${forSubject(found)}${figures(found.text)}: ${saidIn(found)}.`,
    hint: `Ask ${providerOf(found).replace(/^The/, "the")} for a higher quota, choose a smaller size, or free what is not needed; then run the command again: it goes on from where it stopped.`,
  }),
};

/** Nobody has it there at the moment, or may have it there. */
export const noCapacity: FailureRule = {
  code: "engine-terraform/quota",
  rank: 31,
  signs: [
    /\b(?:SkuNotAvailable|AllocationFailed|ZonalAllocationFailed|OverconstrainedAllocation\w*|OverconstrainedZonalAllocation\w*|NotAvailableForSubscription|LocationIsOfferRestricted|LocationNotAvailableForResourceType|RegionIsOfferRestricted)\b/,
    /\bInsufficient(?:\w+Instance|Instance|Host|Volume|DBInstance)Capacity\b|insufficient capacity|Unsupported: Your requested instance type/i,
    /\bZONE_RESOURCE_POOL_EXHAUSTED\w*\b|does not have enough resources available to fulfill/,
    /value of the '?Version'? should be in: ?\[\]/i,
  ],
  say: (found) => ({
    message: `${providerOf(found)} has none of this size in this place at the moment${forSubject(found)}: ${saidIn(found)}.`,
    hint: "Choose another size or, in the platform, another region or zone; or run the command again later.",
  }),
};

/** Azure tells the figures, and so does Google. */
function figures(text: string): string {
  const azure = /Location: ([\w ]+), Current Limit: (\d+), Current Usage: (\d+), Additional Required: (\d+)/i.exec(
    text,
  );
  if (azure) return ` (in ${azure[1]} ${azure[3]} of ${azure[2]} in use, ${azure[4]} more needed)`;
  const google = /Quota '([^']+)' exceeded\.?\s+Limit: ([\d.]+)(?: in region ([\w-]+))?/.exec(text);
  if (google) return ` (${bounded(google[1] ?? "")}: ${google[2]}${google[3] ? ` in ${google[3]}` : ""})`;
  return "";
}
