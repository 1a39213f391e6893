/** A person's name as it is compared: accounts are the same in capitals and not, and with the sign that mentions them. */
export function personKey(name: string): string {
  return name.trim().replace(/^@/, "").toLowerCase();
}

/** True for two names of one account. */
export function isSamePerson(a: string, b: string): boolean {
  return personKey(a) === personKey(b);
}
