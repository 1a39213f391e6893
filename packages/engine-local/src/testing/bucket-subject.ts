import { BlobServiceClient, type ContainerClient } from "@azure/storage-blob";
import type { ConformanceSubject, ExampleThing } from "@towpath/provisioning/conformance";
import { bucketDriver } from "../bucket/bucket-driver.ts";
import { bucketServers } from "../bucket/bucket-servers.ts";
import { foldersAt } from "./local-fixture.ts";
import { starterType } from "./starter-type.ts";
import { textOutput } from "./text-output.ts";

/** What the conformance kit needs to know of buckets. @param home a data folder */
export default function bucketSubject(home: string): ConformanceSubject {
  const folders = foldersAt(home);
  return {
    driver: () => bucketDriver(folders),
    type: starterType("bucket"),
    example: {},
    disturbances: [
      {
        name: "a deleted container",
        disturb: async (thing) => void (await container(thing).delete()),
        isMended: (thing) => container(thing).exists(),
      },
      {
        name: "a container that is open to all",
        disturb: async (thing) => void (await container(thing).setAccessPolicy("blob")),
        isMended: async (thing) => (await container(thing).getAccessPolicy()).blobPublicAccess === undefined,
      },
    ],
    data: {
      put: async (thing) => void (await container(thing).getBlockBlobClient("kept").upload("42", 2)),
      isThere: async (thing) => String(await container(thing).getBlockBlobClient("kept").downloadToBuffer()) === "42",
    },
    leftovers: async () => (await bucketServers(folders)).map(({ folder }) => folder),
    module: { url: import.meta.url, argument: home },
  };
}

/** As a service reaches it. */
function container({ outputs }: ExampleThing): ContainerClient {
  const service = BlobServiceClient.fromConnectionString(textOutput(outputs, "connectionString"));
  return service.getContainerClient(textOutput(outputs, "name"));
}
