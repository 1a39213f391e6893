import type { Address, Origin } from "@towpath/core";
import type { Template } from "./template.ts";

export type WorkloadKind = "server" | "worker" | "job";

export type Strategy = "recreate" | "rolling" | "blue-green" | "canary";

export interface GraphWorkload {
  /** `workloads.NAME`; the short form `workload:` is `workloads.main`. */
  readonly address: Address;
  readonly name: string;
  readonly kind: WorkloadKind;
  readonly engine: string;
  /**
   * What runs side by side and lives and dies together, sorted by name; never empty. A workload that says `run` or `image`
   * itself has one, called `main`.
   */
  readonly containers: readonly GraphContainer[];
  readonly schedule?: string | undefined;
  /** Where it listens for what is routed to it. */
  readonly port?: number | undefined;
  /** Ports that other services of the environment reach it by, sorted by name. */
  readonly ports: readonly GraphPort[];
  readonly health?: GraphHealth | undefined;
  readonly scale: { readonly min: number; readonly max: number; readonly cpu?: string | undefined };
  readonly route?:
    | { readonly host?: string | undefined; readonly path: string; readonly visibility: "internal" | "public" }
    | undefined;
  /** Texts for those who run it, by name; sorted. Never secret. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly deploy: GraphDeploy;
  readonly dependsOn: readonly Address[];
  /**
   * Origin of each field that has one, by its path in the workload as it is written: `health.path`, `limits.memory`,
   * `containers.web.image`.
   */
  readonly origins: Readonly<Record<string, Origin>>;
  readonly origin: Origin;
}

/** One process or image of a workload. */
export interface GraphContainer {
  readonly name: string;
  /** A command line for the shell, in the artifact's folder. Exactly one of `run` and `image` is there. */
  readonly run?: string | undefined;
  /** An image's name; `.` stands for the image that the service's own build makes. */
  readonly image?: string | undefined;
  readonly command?: readonly string[] | undefined;
  readonly args?: readonly string[] | undefined;
  /** Sorted by name. */
  readonly variables: Readonly<Record<string, Template>>;
  /** Sorted by target. */
  readonly files: readonly GraphFile[];
  /** Sorted by target. */
  readonly volumes: readonly GraphVolume[];
  /** What this container waits for is written at the other: these may start only when it is so far. Sorted by container. */
  readonly before: readonly { readonly container: string; readonly ready: "started" | "healthy" | "complete" }[];
  readonly limits: Compute;
  readonly requests: Compute;
  readonly liveness?: GraphProbe | undefined;
  readonly readiness?: GraphProbe | undefined;
  /** Path of the container in its workload as it is written: empty for the short form, else `["containers", NAME]`. */
  readonly path: readonly string[];
  readonly origin: Origin;
}

/** Amounts of processor and memory as they are written: `500m`, `2Gi`. */
export interface Compute {
  readonly cpu?: string | undefined;
  readonly memory?: string | undefined;
}

/** A port under which a workload is reached. */
export interface GraphPort {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number;
  readonly protocol: "TCP" | "UDP";
  readonly origin: Origin;
}

/** A file that a container finds at its target. */
export interface GraphFile {
  /** Absolute path in the container. */
  readonly target: string;
  /** Three octal digits: `644`. */
  readonly mode?: string | undefined;
  readonly content: /** A text, filled in. */
    | { readonly kind: "text"; readonly template: Template }
    /** Base64 (RFC 4648, 4), as it is. */
    | { readonly kind: "binary"; readonly base64: string }
    /** A file beside the manifest, relative to its folder; its placeholders are filled in unless `isExpanded` is false. */
    | { readonly kind: "source"; readonly path: string; readonly isExpanded: boolean };
  readonly origin: Origin;
}

/** Something that a container finds mounted at its target. */
export interface GraphVolume {
  readonly target: string;
  /** A resource, or what the platform knows by that name. */
  readonly source: Template;
  /** A path within the volume. */
  readonly path?: string | undefined;
  readonly isReadOnly: boolean;
  readonly origin: Origin;
}

/** How it is asked whether a container is alive or ready. At least one of the two is there. */
export interface GraphProbe {
  readonly exec?: { readonly command: readonly string[] } | undefined;
  readonly http?:
    | {
        readonly path: string;
        readonly port: number;
        readonly scheme: "HTTP" | "HTTPS";
        readonly host?: string | undefined;
        readonly headers: readonly { readonly name: string; readonly value: string }[];
      }
    | undefined;
  readonly origin: Origin;
}

/** Durations in milliseconds. */
export interface GraphHealth {
  readonly path: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** How long it may take after its start until it answers. */
  readonly graceMs: number;
  /** A path whose answer has the digest of the release that runs. */
  readonly identity?: string | undefined;
}

export interface GraphDeploy {
  readonly strategy: Strategy;
  readonly migrate?: string | undefined;
  readonly smoke?: string | undefined;
  readonly bakeMs: number;
  /** How much of the work the new release gets, one after the other, in percent; empty where the strategy is not canary. */
  readonly steps: readonly CanaryStep[];
  /** What holds when nothing answered in the time that the release was watched. */
  readonly noData: "fail" | "pass";
}

/** A part of the work, in percent, and how long the new release is watched with it. */
export interface CanaryStep {
  readonly weight: number;
  readonly forMs: number;
}
