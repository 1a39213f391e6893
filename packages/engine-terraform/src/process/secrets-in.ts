import { isJsonObject, type Json, Secret } from "@towpath/core";

/** Words in the names of variables that hold what must not be shown. */
const SECRET_NAME =
  /(SECRET|PASSW|PWD|TOKEN|KEY|CREDENTIAL|SAS|CONN_STR|CONNECTION_STRING|_AUTH$|DSN|_CERTIFICATE$|_ENCRYPTION$)/i;
/** Of these the value is a place or a name, whatever they speak of. */
const PLACE_NAME = /(_FILE|_PATH|_DIR|_URL|_URI|_ENDPOINT|_ADDR|_ID)$/i;
const KEY_ID = /_KEY_ID$/i;
const ROOT_VARIABLE = /^TF_VAR_/;
/** Of a service account's file, what is a secret. */
const SECRET_PROPERTY = /(private_key|secret|token|password)/i;

/**
 * The secrets that a child's environment holds, to be taken out of what it prints: values of root variables, all texts in
 * them where they are JSON, credentials by the names of their variables, and the password of a proxy.
 */
export function secretsIn(variables: Readonly<Record<string, string>>): readonly Secret[] {
  const found = new Set<string>();
  for (const [name, value] of Object.entries(variables)) {
    if (ROOT_VARIABLE.test(name)) {
      found.add(value);
      for (const text of textsIn(parsed(value), () => true)) found.add(text);
    } else if (SECRET_NAME.test(name) && (!PLACE_NAME.test(name) || KEY_ID.test(name))) {
      const json = parsed(value);
      if (isJsonObject(json)) for (const text of textsIn(json, (key) => SECRET_PROPERTY.test(key))) found.add(text);
      else if (!isPath(value)) found.add(value);
    }
    for (const password of passwordsIn(value)) found.add(password);
  }
  return [...found].filter((value) => value !== "").map((value) => new Secret(value));
}

/** A variable for credentials may name the file that they are in. */
function isPath(value: string): boolean {
  return /^(\/|~|\.{1,2}\/|[A-Za-z]:\\)[^\n]*\.[A-Za-z0-9]{1,5}$/.test(value);
}

function parsed(value: string): Json | undefined {
  if (!/^\s*[[{"]/.test(value)) return undefined;
  try {
    const json: Json = JSON.parse(value);
    return json;
  } catch {
    return undefined;
  }
}

function textsIn(value: Json | undefined, isMeant: (key: string) => boolean, key = ""): readonly string[] {
  if (typeof value === "string") return isMeant(key) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((each) => textsIn(each, isMeant, key));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, each]) => textsIn(each, isMeant, name));
}

/** `https://user:PASSWORD@host` */
function passwordsIn(value: string): readonly string[] {
  return [...value.matchAll(/:\/\/[^\s:@/]*:([^\s@/]+)@/g)].flatMap(([, password = ""]) => {
    try {
      return [password, decodeURIComponent(password)];
    } catch {
      return [password];
    }
  });
}
