import { type FailureRule, saidIn } from "./rule.ts";

/** Ids that the commands of a hint can hold as they are, between single quotes: more no shell needs to see. */
const PLAIN_ID = /^[^\s'`\\$;&|<>\u0000-\u001f\u007f-\u009f][^'`\\$;&|<>\u0000-\u001f\u007f-\u009f]{0,1999}$/;

/** It is there already, and Terraform did not make it, or does not know that it did. */
export const alreadyExists: FailureRule = {
  code: "engine-terraform/already-exists",
  rank: 50,
  doing: ["apply", "plan"],
  unless: [/MissingResourceAlreadyExists/],
  signs: [
    /resource with the ID "([^"]+)" already exists/i,
    /The resource '([^']+)' already exists/,
    /creating [\w ]+ \(([^()\s]+)\):.*\b(?:BucketAlreadyOwnedByYou|EntityAlreadyExists|\w+AlreadyExists(?:Fault|Exception)?)\b/,
    /\b(?:BucketAlreadyExists|StorageAccountAlreadyTaken|AlreadyExists|ServerNameAlreadyExists|NameNotAvailable|VaultAlreadyExists|DomainAlreadyExists|NamespaceAlreadyExists)\b/,
    /\b(?:\w+AlreadyExists\w*|BucketAlreadyOwnedByYou|alreadyExists|ResourceExistsException|ResourceInUseException: Table already exists)\b/,
    /googleapi: Error 409|\balready exists\b|name is already (?:in use|taken)/i,
  ],
  say: (found) => {
    const { subject = "It", address, local, environment, diagnostic, match, text } = found;
    // Exactly as it was said, for a line may have been broken within it.
    const [, said] = match;
    const isExact = said !== undefined && `${diagnostic.summary}\n${diagnostic.detail}`.includes(said);
    const id = isExact && !isTaken(text) ? said : undefined;
    const command =
      address !== undefined && id !== undefined
        ? adoptCommand(environment, address, local === undefined ? id : `${local}=${id}`)
        : undefined;
    if (isTaken(text))
      return {
        message: `${subject} cannot be made: its name is taken, and such names are unique among all customers: ${saidIn(found)}.`,
        hint: "Choose another name. If the thing is your own, from a run that was cut off, take it over with towpath adopt.",
      };
    return {
      message: `${subject} is there already, but this state does not have it${id === undefined ? "" : `: ${id}`}.`,
      hint: command
        ? `If it is this service's, take it over: ${command}. The next plan shows how it differs. If it is another's, choose another name.`
        : "If it is this service's, find out its id and take it over with towpath adopt; the next plan shows how it differs. If it is another's, choose another name.",
    };
  },
};

function isTaken(text: string): boolean {
  return /\bBucketAlreadyExists\b|\bStorageAccountAlreadyTaken\b|\bNameNotAvailable\b|\bServerNameAlreadyExists\b|VaultAlreadyExists|shared by all users of the system/.test(
    text,
  );
}

/**
 * The command that takes a thing over, fit for a shell; undefined for an id that no command should hold.
 *
 * @param thing `TYPE.NAME=ID`, or the id alone
 */
function adoptCommand(environment: string, address: string, thing: string): string | undefined {
  if (!PLAIN_ID.test(thing)) return undefined;
  const isWord = /^[A-Za-z0-9_/:.@%+=,][A-Za-z0-9_/:.@%+=,-]*$/.test(thing);
  return `towpath adopt -e ${environment} ${address} ${thing.startsWith("-") ? "-- " : ""}${isWord ? thing : `'${thing}'`}`;
}
