/** The documents of a platform with one resource type, in which two digits differ from version to version. */
export function platformFiles(domain = "acme.example"): Readonly<Record<string, string>> {
  return {
    "platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments:
  dev: { engine: local, values: { domain: ${domain} } }
resourceTypes: [./types/*.yaml]
`,
    "types/mailbox.yaml": `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: mailbox, title: Mailbox }
stateful: false
recipes: { local: { driver: mailbox } }
`,
  };
}
